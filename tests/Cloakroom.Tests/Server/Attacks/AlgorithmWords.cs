using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Tokens that name another algorithm than the key is for (A061, A062).</summary>
internal static class AlgorithmWords
{
    private const string NoSignature = ", no sig", Hmac = "HS256 signed with ";

    public static string[]? Of(Forger forger, string word) => word switch
    {
        "header.payload." => [forger.Signed + "."],
        "alg RS256 but EC kid" => [ByRsa(forger)],
        "ES256 kid, alg ES384" => [ByLargerCurve(forger)],
        _ when word.StartsWith("alg:", StringComparison.Ordinal) && word.EndsWith(NoSignature, StringComparison.Ordinal) =>
            [Without(forger, word["alg:".Length..^NoSignature.Length])],
        _ when word.StartsWith(Hmac, StringComparison.Ordinal) => [.. word[Hmac.Length..].Split('|', StringSplitOptions.TrimEntries).Select(form => ByHmac(forger, Bytes(forger, form)))],
        _ => null,
    };

    private static string Without(Forger forger, string algorithm)
    {
        JsonObject header = Header(forger, algorithm);
        header["alg"] = algorithm == "null" ? null : algorithm;
        return Forger.Unsigned(header, forger.Claims);
    }

    /// <summary>The public key in a form that somebody could take for a secret.</summary>
    private static byte[] Bytes(Forger forger, string form)
    {
        using ECDsa key = forger.Public();
        ECParameters point = key.ExportParameters(includePrivateParameters: false);
        return form switch
        {
            "PEM(SPKI)" => Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"),
            // PKCS #1 is a form of RSA keys; the nearest of this key is its point.
            "PEM(PKCS1)" => Encoding.ASCII.GetBytes(PemEncoding.WriteString("EC PUBLIC KEY", [4, .. point.Q.X ?? [], .. point.Q.Y ?? []])),
            "DER" => key.ExportSubjectPublicKeyInfo(),
            "JWK JSON" => Encoding.UTF8.GetBytes(forger.PublicJwk.ToJsonString()),
            "n bytes" => point.Q.X ?? [],
            _ => throw new InvalidOperationException($"Nobody knows the form {form}."),
        };
    }

    private static string ByHmac(Forger forger, byte[] secret) => forger.SignedBy(Header(forger, "HS256"), signed => HMACSHA256.HashData(secret, signed));

    private static string ByRsa(Forger forger)
    {
        using var rsa = RSA.Create(3072);
        return forger.SignedBy(Header(forger, "RS256"), signed => rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string ByLargerCurve(Forger forger)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return forger.SignedBy(Header(forger, "ES384"), signed => key.SignData(signed, HashAlgorithmName.SHA384));
    }

    private static JsonObject Header(Forger forger, string algorithm)
    {
        JsonObject header = forger.Header;
        header["alg"] = algorithm;
        return header;
    }
}
