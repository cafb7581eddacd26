using System.Text;
using System.Text.Json.Nodes;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Tokens by the right key with a claim that is missing, another's, or written so that two readers differ (A066, A069).</summary>
internal static class ClaimWords
{
    private const string Missing = "no ";

    public static string[]? Of(Forger forger, string word) => word switch
    {
        "iss:'{ISS}x'" => [With(forger, "iss", Ground.Origin + "x")],
        "iss:'{ISS prefix}'" => [With(forger, "iss", Ground.Origin[..^1])],
        "iss:''" => [With(forger, "iss", "")],
        "aud:['other']" => [With(forger, "aud", new JsonArray("other"))],
        // One text that holds our name among others is another text.
        "aud:'app2 app1'" => [With(forger, "aud", "app2 app1"), With(forger, "aud", $"https://other.example {Ground.Origin}")],
        "payload {\"sub\":\"a\",\"sub\":\"admin\"}" => [.. Twice(forger, "sub", "admin"), .. Twice(forger, "jti", "admin")],
        "10k nested arrays" => [Nested(forger, 10_000), Nested(forger, 17), Nested(forger, 1_000)],
        "lone surrogate" => [forger.Sign(forger.Header.ToJsonString(), forger.Claims.ToJsonString().Replace("{", "{\"x\":\"\\ud800\",", StringComparison.Ordinal)), Odd(forger, [0xED, 0xA0, 0x80]), Odd(forger, [0xFF])],
        _ when word.StartsWith(Missing, StringComparison.Ordinal) => [forger.WithClaims(c => Assert.True(c.Remove(word[Missing.Length..])))],
        _ => null,
    };

    private static string With(Forger forger, string claim, JsonNode value) => forger.WithClaims(c => c[claim] = value);

    // Another value first or last, whichever a reader takes, and the same once more: then nothing but the name is twice.
    private static IEnumerable<string> Twice(Forger forger, string claim, string second)
    {
        string claims = forger.Claims.ToJsonString(), own = forger.Claims[claim]?.ToJsonString() ?? throw new InvalidOperationException($"There is no {claim}.");
        string header = forger.Header.ToJsonString();
        return
        [
            forger.Sign(header, $$"""{{claims[..^1]}},"{{claim}}":"{{second}}"}"""),
            forger.Sign(header, $$"""{"{{claim}}":"{{second}}",{{claims[1..]}}"""),
            forger.Sign(header, $$"""{{claims[..^1]}},"{{claim}}":{{own}}}"""),
        ];
    }

    private static string Nested(Forger forger, int depth) =>
        forger.Sign(forger.Header.ToJsonString(), $$"""{{forger.Claims.ToJsonString()[..^1]}},"x":{{new string('[', depth)}}{{new string(']', depth)}}}""");

    // Octets that are no UTF-8.
    private static string Odd(Forger forger, byte[] octets) =>
        forger.Sign([.. Encoding.UTF8.GetBytes(forger.Claims.ToJsonString()[..^1]), .. ",\"x\":\""u8, .. octets, .. "\"}"u8]);
}
