using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cloakroom.Keys;
using Cloakroom.Tests.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>
/// Changes a genuine token and signs it again: with the key of the deployment, so that nothing but the change is wrong, or with keys of the
/// attacker.
/// </summary>
internal sealed class Forger(Ground ground, string genuine)
{
    private readonly KeyRing _ring = ground.Here.Services.GetRequiredService<KeyRing>();

    public string Genuine => genuine;

    /// <summary>What is signed of the genuine token.</summary>
    public string Signed => genuine[..genuine.LastIndexOf('.')];

    /// <summary>A new copy of its header.</summary>
    public JsonObject Header => Part(0);

    /// <summary>A new copy of its claims.</summary>
    public JsonObject Claims => Part(1);

    /// <summary>The public key as a JWK.</summary>
    public JsonObject PublicJwk => new() { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Key.X, ["y"] = Key.Y };

    private JsonWebKey Key => (JsonWebKey)_ring.Current.Credentials.Key;

    /// <summary>Signs with the key of the deployment.</summary>
    public string Sign(JsonObject header, JsonObject claims) => Sign(header.ToJsonString(), claims.ToJsonString());

    public string Sign(string header, string claims) => TokenSignature.Sign(_ring, Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(claims));

    public string Sign(byte[] claims) => TokenSignature.Sign(_ring, Encoding.UTF8.GetBytes(Header.ToJsonString()), claims);

    /// <summary>The genuine content with the other of the two signatures of ECDSA.</summary>
    public string HighS() => TokenSignature.Sign(_ring, Encoding.UTF8.GetBytes(Header.ToJsonString()), Encoding.UTF8.GetBytes(Claims.ToJsonString()), highS: true);

    /// <summary>A good signature of the genuine content, in DER.</summary>
    public byte[] Der() => TokenSignature.Of(_ring, Encoding.ASCII.GetBytes(Signed), DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>The genuine content with the header changed, and signed again.</summary>
    public string WithHeader(Action<JsonObject> change)
    {
        JsonObject header = Header;
        change(header);
        return Sign(header, Claims);
    }

    /// <summary>The genuine content with the claims changed, and signed again.</summary>
    public string WithClaims(Action<JsonObject> change)
    {
        JsonObject claims = Claims;
        change(claims);
        return Sign(Header, claims);
    }

    public string Expired() => WithClaims(c =>
    {
        c["iat"] = c["iat"]?.GetValue<long>() - 900;
        c["exp"] = c["iat"]?.GetValue<long>() + 300;
    });

    /// <summary>Without any key: header and claims as they are given, and this signature.</summary>
    public static string Unsigned(JsonObject header, JsonObject claims, ReadOnlySpan<byte> signature = default) =>
        $"{Encode(header)}.{Encode(claims)}.{EncodeToString(signature)}";

    /// <summary>Signed by whoever the attacker likes.</summary>
    public string SignedBy(JsonObject header, Func<byte[], byte[]> sign)
    {
        string signed = $"{Encode(header)}.{Encode(Claims)}";
        return $"{signed}.{EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The public key as a certificate would have it.</summary>
    public ECDsa Public() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = DecodeFromChars(Key.X), Y = DecodeFromChars(Key.Y) },
    });

    private static string Encode(JsonObject json) => EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private JsonObject Part(int number) => JsonNode.Parse(DecodeFromChars(genuine.Split('.')[number]))?.AsObject() ?? throw new InvalidOperationException("A token is three objects.");
}
