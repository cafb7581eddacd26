using System.Text;
using System.Text.Json;
using Cloakroom.Keys;
using Cloakroom.Tokens;

namespace Cloakroom.Tests.Keys;

/// <summary>Wycheproof's JSON Web Signatures and Keys, through what reads tokens and key sets here. A key of another kind is refused.</summary>
public sealed class WycheproofKeyTests
{
    [Theory]
    [InlineData("jose/wycheproof-jws.json", 401, 2)]
    [InlineData("jose/wycheproof-jwk.json", 26, 0)]
    public void Every_verdict_is_as_published_where_the_key_is_ES256_and_a_refusal_elsewhere(string file, int count, int accepted)
    {
        using var suite = JsonDocument.Parse(File.ReadAllBytes(ConformanceData.PathOf(file)));
        JsonElement[] groups = [.. suite.RootElement.GetProperty("keys_by_group").EnumerateArray()];
        JsonElement[] cases = [.. suite.RootElement.GetProperty("cases").EnumerateArray()];
        var wrong = new List<string>();
        int good = 0;
        foreach (JsonElement one in cases)
        {
            JsonElement group = groups[one.GetProperty("group").GetInt32()];
            JsonElement key = group.TryGetProperty("public", out JsonElement shown) ? shown : group.GetProperty("private");
            bool isAccepted = Accepts(key, one.GetProperty("jws").GetString() ?? "");
            bool isSupported = one.GetProperty("result").GetString() == "valid" && key.GetRawText().Contains("\"ES256\"", StringComparison.Ordinal);
            good += isAccepted ? 1 : 0;
            if (isAccepted != isSupported)
            {
                wrong.Add($"{one.GetProperty("id")} {one.GetProperty("comment")}: {(isAccepted ? "accepted" : "refused")}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal((count, accepted), (cases.Length, good));
    }

    private static bool Accepts(JsonElement jwk, string text)
    {
        string set = jwk.TryGetProperty("keys", out _) ? jwk.GetRawText() : $$"""{"keys":[{{jwk.GetRawText()}}]}""";
        return Jws.TryRead(text, out _) is { } jws
            && KeySet.TryRead(Encoding.UTF8.GetBytes(set)) is { } keys && keys.Any(k => k.Kid == jws.Kid && jws.IsSignedBy(k));
    }
}
