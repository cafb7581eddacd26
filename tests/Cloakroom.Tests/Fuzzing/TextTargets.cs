using Cloakroom.Cookies;
using Cloakroom.Csrf;

namespace Cloakroom.Tests.Fuzzing;

/// <summary>What stands in headers and addresses, as the engine and the library read it.</summary>
internal static class TextTargets
{
    private const string Id = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    private static readonly SessionId Known = SessionId.TryParse(Id, out SessionId id) ? id : throw new InvalidOperationException("No ID.");

    public static IEnumerable<Target> All() =>
    [
        Target.OfText("cookie header", [$"session_id={Id}", $"a=b; session_id={Id}; c=d", "nameless; =x; a=", $"session_id={Id}; session_id={Id}"], ["session_id=", "; ", ";", "=", " ", "\t", "\u00a0"], Cookies),
        Target.OfText("session ID", [Id], ["=", "A", "-", "_"], Ids),
        Target.OfText("session handle", ["AAECAwQFBgcICQoLDA0ODw"], ["=", "A", "-", "_"], text => SessionHandle.TryParse(text, out SessionHandle handle) ? Same(handle.ToString(), text) : "none"),
        Target.OfText("refresh token", [Id + Id], [Id], text => RefreshToken.TryParse(text, out RefreshToken? token) ? Same(token.Reveal(), text) : "none"),
        Target.OfText("cross-site token", [CsrfToken.Create(Known)], ["=", "A"], text => CsrfToken.Check(Known, text).ToString()),
        Target.OfText("public address", ["https://app.example", "http://localhost:4242", "http://[::1]:80", "http://127.0.0.1"], ["https://", "http://", "localhost", ":443", "[::1]", "@", "xn--", "bücher"], Origins),
        Target.OfText("host name", ["www.app.example", "localhost", "127.0.0.1", "[::1]", "bücher.example", "co.uk"], [".", "xn--", "0x7f", "[::", "]", "\u3002", "ß"], text => HostName.TryParse(text, out HostName host) ? "host " + (HostName.TryParse(host.Text, out HostName again) && again.Text == host.Text) : "none"),
        Target.OfText("return address", ["/", "/account?x=1#y", "/%2e%2e/x"], ["//", "/\\", "http:", "javascript:", "\t/", "@", "%5c"], Returns),
        Target.OfText("device", ["Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", "curl/8"], ["Firefox/", "Edg", "Windows", "Android"], DeviceName.From),
        Target.OfText("bearer header", [$"Bearer {Id}", "bearer x", "Basic eDp5"], ["Bearer", " ", "\t", ","], text => $"{Credentials.IsBearer(text)} {Credentials.TokenIn(text).Length > 0}"),
    ];

    private static string Cookies(string header)
    {
        CookieMatch match = CookieHeader.Find(header, "session_id", out ReadOnlySpan<char> value);
        List<KeyValuePair<string, string>> pairs = [.. CookieHeader.Parse(header)];
        int count = pairs.Count(p => p.Key == "session_id");
        // Two readers of the same header agree: a pair without "=" has no name.
        Check(match == (count == 0 ? CookieMatch.None : count == 1 ? CookieMatch.One : CookieMatch.Several));
        Check(match != CookieMatch.One || pairs.Single(p => p.Key == "session_id").Value == value.ToString());
        return $"{match} {value.Length == 0} {Math.Min(pairs.Count, 9)}";
    }

    private static string Ids(string text) => SessionId.TryParse(text, out SessionId id) ? Same(id.Reveal(), text) : text.Length == SessionId.EncodedLength ? "none of its length" : "none";

    private static string Origins(string text)
    {
        if (!PublicOrigin.TryCreate(text, out PublicOrigin? origin, out string problem))
        {
            Check(problem.Length > 0);
            return problem.Split(' ')[0];
        }

        Check(PublicOrigin.TryCreate(origin.Serialized, out PublicOrigin? again, out _) && again.Serialized == origin.Serialized);
        return $"https {origin.IsHttps}";
    }

    private static string Returns(string text)
    {
        if (!LocalPath.IsLocal(text))
        {
            return "elsewhere";
        }

        // As a browser resolves it: still on this host.
        Check(Uri.TryCreate(new Uri("https://app.example/login"), text, out Uri? place) && place.Host == "app.example" && place.Scheme == "https" && place.UserInfo.Length == 0);
        return $"local {text.Contains('?', StringComparison.Ordinal)} {text.Contains('#', StringComparison.Ordinal)}";
    }

    /// <summary>There is one text for each.</summary>
    private static string Same(string written, string read)
    {
        Check(written == read);
        return "good";
    }

    internal static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The answer contradicts itself.");
        }
    }
}
