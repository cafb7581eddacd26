using System.Text;
using System.Text.Json;

namespace Cloakroom.Tests.Cookies.Jar.Fuzz;

/// <summary>Lines to begin with: some of our own, and those of the conformance suites where they are at hand.</summary>
internal static class LineSeeds
{
    private static readonly string[] Own =
    [
        "sid=31d4; Path=/; Secure; HttpOnly; SameSite=Lax", "__Host-a=1; Secure; Path=/; Partitioned", "a=b; Domain=app.example; Max-Age=60",
        "a=b; Expires=Wed, 09 Jun 2027 10:18:14 GMT; Path=/a/b", "nameless", "=x", "a=\"b c\"; SameSite=None; Secure", "größe=大; Domain=.app.example",
    ];

    public static IReadOnlyList<byte[]> All()
    {
        var lines = new List<byte[]>(Own.Select(Encoding.UTF8.GetBytes));
        foreach (string file in new[] { "open/http-state.open.json", "open/wpt-cookies.open.json", "open/go-cookiejar.open.json" })
        {
            if (ConformanceData.Exists(file))
            {
                lines.AddRange(ConformanceData.Cases(file).SelectMany(Lines));
            }
        }

        return lines;
    }

    private static IEnumerable<byte[]> Lines(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name is "set_cookie" or "lines" ? Texts(p.Value) : Lines(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Lines),
        _ => [],
    };

    private static IEnumerable<byte[]> Texts(JsonElement list) => list.EnumerateArray().Select(l => Encoding.UTF8.GetBytes(l.GetString() ?? ""));
}
