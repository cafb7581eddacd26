using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Cloakroom.Tests.Server.External.Issuing;

/// <summary>Writes JWTs by hand (RFC 7515 7.1), also such as nobody should.</summary>
internal static class IssuedToken
{
    public static string Signed(IssuerKey key, IDictionary<string, object?> claims, string? type = "JWT")
    {
        string input = Input(new Dictionary<string, object?>(StringComparer.Ordinal) { ["alg"] = key.Algorithm, ["kid"] = key.Id, ["typ"] = type }, claims);
        return $"{input}.{Base64Url.EncodeToString(key.Sign(input))}";
    }

    /// <summary>Signed by nobody (<c>alg: none</c>).</summary>
    public static string Unsigned(IDictionary<string, object?> claims) =>
        Input(new Dictionary<string, object?>(StringComparer.Ordinal) { ["alg"] = "none" }, claims) + ".";

    /// <summary>Signed with what everybody knows: the public key as an HMAC secret.</summary>
    public static string SignedWithPublicKey(IssuerKey key, IDictionary<string, object?> claims)
    {
        string input = Input(new Dictionary<string, object?>(StringComparer.Ordinal) { ["alg"] = "HS256", ["kid"] = key.Id }, claims);
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(key.AsSecret(), System.Text.Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Input(Dictionary<string, object?> header, IDictionary<string, object?> claims) =>
        $"{Part(header.Where(h => h.Value is not null).ToDictionary(StringComparer.Ordinal))}.{Part(claims)}";

    private static string Part(IDictionary<string, object?> members) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(members));
}
