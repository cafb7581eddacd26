using System.Security.Cryptography;
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

    private readonly JsonWebKey _key;
    private volatile bool _isWithdrawn;

    private VerificationKey(string kid, JsonWebKey key) => (Kid, _key) = (kid, key);

    /// <summary>The name by which tokens refer to it.</summary>
    public string Kid { get; }

    /// <summary>Whether it has left the ring: nothing that it has signed is believed any more.</summary>
    public bool IsWithdrawn => _isWithdrawn;

    /// <summary>The coordinates of the point; the name is the thumbprint (RFC 7638), so that two keys never share one.</summary>
    public static VerificationKey Of(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        JsonWebKey key = Public(Base64UrlEncoder.Encode(x.ToArray()), Base64UrlEncoder.Encode(y.ToArray()));
        key.Kid = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return new(key.Kid, key);
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

        JsonWebKey key = Public(x, y);
        key.Kid = kid;
        return IsOnCurve(key) ? new VerificationKey(kid, key) : null;
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

        CryptoProviderFactory factory = _key.CryptoProviderFactory;
        SignatureProvider provider = factory.CreateForVerifying(_key, Algorithm);
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
    public bool IsSameAs(VerificationKey other) => (Kid, _key.X, _key.Y) == (other.Kid, other._key.X, other._key.Y);

    /// <summary>Says that nothing it has signed is believed from now on.</summary>
    public void Withdraw() => _isWithdrawn = true;

    /// <summary>Writes it as a JSON Web Key.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kty", Kind);
        json.WriteString("crv", Curve);
        json.WriteString("x", _key.X);
        json.WriteString("y", _key.Y);
        json.WriteString("use", Use);
        json.WriteString("alg", Algorithm);
        json.WriteString("kid", Kid);
        json.WriteEndObject();
    }

    public override string ToString() => Kid;

    private static JsonWebKey Public(string x, string y) => new() { Kty = Kind, Crv = Curve, X = x, Y = y, Use = Use, Alg = Algorithm };

    private static bool Is(JsonElement jwk, string name, string expected) => jwk.TextOf(name) == expected;

    private static bool IsOrAbsent(JsonElement jwk, string name, string expected) => !jwk.TryGetProperty(name, out _) || Is(jwk, name, expected);

    private static bool MayVerify(JsonElement jwk) =>
        !jwk.TryGetProperty("key_ops", out JsonElement uses)
        || (uses.ValueKind == JsonValueKind.Array && uses.EnumerateArray().Any(u => u.ValueKind == JsonValueKind.String && u.ValueEquals("verify")));

    private static string? Coordinate(JsonElement jwk, string name) =>
        jwk.TextOf(name) is { } text && Base64UrlText.TryDecode(text) is { Length: CoordinateLength } ? text : null;

    private static bool IsOnCurve(JsonWebKey key)
    {
        try
        {
            using var point = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
            });
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
