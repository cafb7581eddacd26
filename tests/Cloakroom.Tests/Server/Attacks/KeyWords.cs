using System.Security.Cryptography;
using System.Text.Json.Nodes;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Tokens signed by a key of the attacker, which they bring along or name (A064).</summary>
internal static class KeyWords
{
    public static string[]? Of(Forger forger, int port, string word) => word switch
    {
        "header jwk=attacker" => [By(forger, (h, key) => h["jwk"] = key)],
        "jku=http://127.0.0.1:9999/k" => [By(forger, (h, _) => h["jku"] = $"http://127.0.0.1:{port}/k"), By(forger, (h, _) => h["jku"] = $"http://127.0.0.1:{port}/k", "unknown")],
        "x5u" => [By(forger, (h, _) => h["x5u"] = $"http://127.0.0.1:{port}/c")],
        // An empty file would be an empty secret.
        "kid=../../dev/null" => [ByNothing(forger, "../../dev/null"), By(forger, (_, _) => { }, "../../dev/null")],
        "kid=' OR 1=1--" => [By(forger, (_, _) => { }, "' OR 1=1--")],
        _ => null,
    };

    private static string By(Forger forger, Action<JsonObject, JsonObject> name, string? kid = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECParameters point = key.ExportParameters(includePrivateParameters: false);
        JsonObject header = forger.Header;
        header["kid"] = kid ?? header["kid"]?.GetValue<string>();
        name(header, new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = EncodeToString(point.Q.X), ["y"] = EncodeToString(point.Q.Y) });
        return Cloakroom.Tokens.LowS.Of(forger.SignedBy(header, signed => key.SignData(signed, HashAlgorithmName.SHA256)));
    }

    private static string ByNothing(Forger forger, string kid)
    {
        JsonObject header = forger.Header;
        (header["kid"], header["alg"]) = (kid, "HS256");
        return forger.SignedBy(header, signed => HMACSHA256.HashData(Array.Empty<byte>(), signed));
    }
}
