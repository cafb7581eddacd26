using System.Text.Json.Nodes;

namespace Cloakroom.Tests.Server.Attacks.Variants;

/// <summary>Tokens by the right key, with one member that is missing, of another kind, or of another value than it must be (promise R8).</summary>
internal static class TokenFaults
{
    private static readonly string[] OtherKinds = ["null", "true", "[]", "{}", "\"\"", "\" \"", "0", "-1", "1.5", "1e400", "[\"ES256\"]", "\"ES256 \"", "\"\\u0000\""];

    /// <summary>What must be refused, with what is wrong.</summary>
    public static IEnumerable<(string What, string Token)> Of(Forger forger)
    {
        string[] header = ["alg", "typ", "kid"], claims = ["iss", "aud", "sub", "iat", "exp", "jti"];
        long now = forger.Claims["iat"]?.GetValue<long>() ?? 0;
        return
        [
            .. from name in header from value in OtherKinds select ($"header {name}:{value}", Signed(forger, Put(forger.Header, name, value), forger.Claims.ToJsonString())),
            .. from name in header select ($"no {name}", forger.WithHeader(h => h.Remove(name))),
            .. from name in claims from value in OtherKinds where !IsFine(name, value) select ($"claim {name}:{value}", Signed(forger, forger.Header.ToJsonString(), Put(forger.Claims, name, value))),
            .. from name in claims select ($"no {name}", forger.WithClaims(c => c.Remove(name))),
            .. from type in new[] { "JWT", "jwt", "at+jwt;v=1", "application/jwt", "logout+jwt", "dpop+jwt", "application/application/at+jwt", "at jwt" } select ($"typ {type}", forger.WithHeader(h => h["typ"] = type)),
            .. from name in new[] { "jwk", "jku", "x5u", "x5c", "crit", "zip", "b64", "enc" } from value in new[] { "null", "{}", "[]", "\"x\"", "true" } select ($"header {name}:{value}", Signed(forger, Put(forger.Header, name, value), forger.Claims.ToJsonString())),
            .. from algorithm in new[] { "es256", "ES256K", "ES512", "PS256", "EdDSA", "HS256", "HS512", "dir", "none" } select ($"alg {algorithm}", forger.WithHeader(h => h["alg"] = algorithm)),
            ("issued in an hour", forger.WithClaims(c => (c["iat"], c["exp"]) = (now + 3600, now + 3900))), ("good in an hour", forger.WithClaims(c => c["nbf"] = now + 3600)),
            ("over", forger.Expired()), ("over before it was issued", forger.WithClaims(c => c["exp"] = now - 900)), ("for somebody else beside", forger.WithClaims(c => c["aud"] = new JsonArray("https://other.example"))),
            ("by nearly the same", forger.WithClaims(c => c["iss"] = Ground.Origin + "/")), ("by the same in capitals", forger.WithClaims(c => c["iss"] = Ground.Origin.ToUpperInvariant())),
            ("for nearly the same", forger.WithClaims(c => c["aud"] = Ground.Origin + "/")), ("over TLS or not", forger.WithClaims(c => c["aud"] = $"http://{Ground.Host}")),
        ];
    }

    // A number with a fraction is a time as well (RFC 7519 2), and a name may be any text; what they name does not exist then.
    private static bool IsFine(string name, string value) => name == "jti" && value.StartsWith('"');

    private static string Put(JsonObject json, string name, string value)
    {
        json.Remove(name);
        return $"{json.ToJsonString()[..^1]},\"{name}\":{value}}}";
    }

    private static string Signed(Forger forger, string header, string claims) => forger.Sign(header, claims);
}
