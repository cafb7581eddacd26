using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Cloakroom.Keys;

/// <summary>
/// The public half of a signing key: ECDSA on P-256 with SHA-256 (ES256, RFC 7518 3.4) and nothing else, whatever a token says its
/// algorithm is (RFC 8725 3.1).
/// </summary>
internal sealed class VerificationKey
{
    public const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    /// <summary>Length of a coordinate, and of each half of a signature, in bytes.</summary>
    public const int CoordinateLength = 32;

    /// <summary>Length of a signature in bytes: r and s, nothing around them (RFC 7518 3.4).</summary>
    public const int SignatureLength = 2 * CoordinateLength;

    private const string Curve = JsonWebKeyECTypes.P256, Kind = JsonWebAlgorithmsKeyTypes.EllipticCurve, Use = JsonWebKeyUseNames.Sig;

    private readonly string _x, _y;
    private JsonWebKey? _key;
    private volatile bool _isWithdrawn;

    private VerificationKey(string kid, string x, string y) => (Kid, _x, _y) = (kid, x, y);

    /// <summary>The name by which tokens refer to it.</summary>
    public string Kid { get; }

    /// <summary>Whether it has left the ring: nothing that it has signed is believed any more.</summary>
    public bool IsWithdrawn => _isWithdrawn;

    // Made for the first signature: a start does not wait until the token library is loaded.
    private JsonWebKey Key => _key ??= new JsonWebKey { Kty = Kind, Crv = Curve, X = _x, Y = _y, Use = Use, Alg = Algorithm, Kid = Kid };

    /// <summary>The coordinates of the point; the name is the thumbprint (RFC 7638), so that two keys never share one.</summary>
    public static VerificationKey Of(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        string textX = Base64Url.EncodeToString(x), textY = Base64Url.EncodeToString(y);
        // RFC 7638 3.2: the required members in the order of their names, without white space.
        byte[] members = Encoding.ASCII.GetBytes($"{{\"crv\":\"{Curve}\",\"kty\":\"{Kind}\",\"x\":\"{textX}\",\"y\":\"{textY}\"}}");
        return new(Base64Url.EncodeToString(SHA256.HashData(members)), textX, textY);
    }

    /// <summary>
    /// Reads a public JSON Web Key (RFC 7517 4): a name, and in each member that narrows its use ES256 signatures. Null when it is anything
    /// else, and when its point is not on the curve (RFC 7518 6.2.1.2: coordinates have their full length).
    /// </summary>
    public static VerificationKey? TryRead(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object || !Is(jwk, "kty", Kind) || !Is(jwk, "crv", Curve)
            || !IsOrAbsent(jwk, "alg", Algorithm) || !IsOrAbsent(jwk, "use", Use) || !MayVerify(jwk)
            || jwk.TextOf("kid") is not { Length: > 0 } kid
            || Coordinate(jwk, "x") is not { } x || Coordinate(jwk, "y") is not { } y)
        {
            return null;
        }

        return IsOnCurve(x, y) ? new VerificationKey(kid, x, y) : null;
    }

    /// <summary>Whether this key made the signature.</summary>
    /// <param name="signed">What is signed: header, dot, payload, as they came.</param>
    /// <param name="signature">r and s.</param>
    public bool Verifies(byte[] signed, byte[] signature)
    {
        if (signature.Length != SignatureLength)
        {
            return false;
        }

        CryptoProviderFactory factory = Key.CryptoProviderFactory;
        SignatureProvider provider = factory.CreateForVerifying(Key, Algorithm);
        try
        {
            return provider.Verify(signed, signature);
        }
        finally
        {
            factory.ReleaseSignatureProvider(provider);
        }
    }

    /// <summary>Whether both are the same point under the same name.</summary>
    public bool IsSameAs(VerificationKey other) => (Kid, _x, _y) == (other.Kid, other._x, other._y);

    /// <summary>Says that nothing it has signed is believed from now on.</summary>
    public void Withdraw() => _isWithdrawn = true;

    /// <summary>Writes it as a JSON Web Key.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kty", Kind);
        json.WriteString("crv", Curve);
        json.WriteString("x", _x);
        json.WriteString("y", _y);
        json.WriteString("use", Use);
        json.WriteString("alg", Algorithm);
        json.WriteString("kid", Kid);
        json.WriteEndObject();
    }

    public override string ToString() => Kid;

    private static bool Is(JsonElement jwk, string name, string expected) => jwk.TextOf(name) == expected;

    private static bool IsOrAbsent(JsonElement jwk, string name, string expected) => !jwk.TryGetProperty(name, out _) || Is(jwk, name, expected);

    private static bool MayVerify(JsonElement jwk) =>
        !jwk.TryGetProperty("key_ops", out JsonElement uses)
        || (uses.ValueKind == JsonValueKind.Array && uses.EnumerateArray().Any(u => u.ValueKind == JsonValueKind.String && u.ValueEquals("verify")));

    private static string? Coordinate(JsonElement jwk, string name) =>
        jwk.TextOf(name) is { } text && Base64UrlText.TryDecode(text) is { Length: CoordinateLength } ? text : null;

    private static bool IsOnCurve(string x, string y)
    {
        try
        {
            using var point = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) },
            });
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
