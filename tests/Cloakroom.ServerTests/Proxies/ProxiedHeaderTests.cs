using System.Text;
using System.Text.Json.Nodes;
using Cloakroom.ServerTests.BadInput;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>What reaches an app behind the recipes, and what does not, whoever sends it (A040, A100, A101, A102, A104).</summary>
[Collection<InstallationCollection>]
public sealed class ProxiedHeaderTests(Installation installation)
{
    // Names as a program reads them that makes one of - _ and . (CGI, WSGI, PHP).
    private static readonly string[] Managed =
        ["XAUTHUSER", "XAUTHEMAIL", "XAUTHROLES", "XAUTHSESSION", "XAUTHSTALE", "XAUTHGROUPS", "AUTHORIZATION", "REMOTEUSER", "XFORWARDEDUSER", "XREMOTEUSER"];

    private static readonly (string Name, string Value)[] Planted =
    [
        ("X-Auth-User", "evil"), ("x-auth-email", "evil"), ("X_Auth_User", "evil"), ("X-Auth_User", "evil"), ("X_AUTH-ROLES", "evil"), ("X.Auth.User", "evil"),
        ("X-Auth-Roles", "evil"), ("X-Auth-Session", "evil"), ("X-Auth-Stale", "evil"), ("X-Auth-Groups", "evil"), ("Remote-User", "evil"), ("Remote_User", "evil"),
        ("X-Forwarded-User", "evil"), ("X-Remote-User", "evil"), ("X-Original-URL", "/evil"), ("X-Rewrite-URL", "/evil"), ("X-Forwarded-Uri", "/evil"),
        ("X-Forwarded-Method", "EVIL"), ("X-Forwarded-Host", "evil.test"), ("X-Forwarded-Proto", "evil"), ("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-Prefix", "/evil"),
        ("Forwarded", "for=6.6.6.6;host=evil.test"), ("Authorization", "Basic ZXZpbA=="),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nginx", "Python")]
    [InlineData("nginx", "Node")]
    [InlineData("Caddy", "Python")]
    [InlineData("Caddy", "Node")]
    public async Task What_a_client_plants_does_not_arrive_and_what_is_so_does(string proxy, string app)
    {
        using var caller = new Caller(installation.Site(proxy, app).Url);
        string session = await Installation.LogInAsync(caller);
        JsonNode seen = await AskAsync(caller, "/a/b.json?c=%20d", $"lang=de; session_id={session}; theme=dark");
        Assert.Equal(("/a/b.json?c=%20d", installation.AdaId, Installation.Ada, ""), (Text(seen["target"]), Text(seen["user"]), Text(seen["email"]), Text(seen["roles"])));
        Assert.Equal(installation.AdaId, Text(seen["verified"]?["sub"]));
        Assert.Equal("lang=de; theme=dark", Header(seen, "Cookie"));
        Assert.StartsWith("Bearer ey", Header(seen, "Authorization"), StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", Header(seen, "X-Forwarded-For"));
        Assert.DoesNotContain("evil", seen["headers"]?.ToJsonString() ?? "", StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(session, seen.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("Caddy")]
    public async Task On_a_public_page_nobody_is_nobody(string proxy)
    {
        using var caller = new Caller(installation.Site(proxy, "Python").Url);
        JsonNode seen = await AskAsync(caller, "/public/a.json", "theme=dark");
        string[][] managed = [.. Headers(seen).Where(h => Managed.Contains(Fold(h[0]), StringComparer.Ordinal))];
        Assert.All(managed, h => Assert.Equal("", h[1]));
        Assert.Null(seen["verified"]?["sub"]);
        Assert.DoesNotContain("evil", seen["headers"]?.ToJsonString() ?? "", StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("session_id=S; access_token=S; refresh_token=S", "")]
    [InlineData("a=1; session_id=S", "a=1")]
    [InlineData("session_id=S; a=1", "a=1")]
    [InlineData("a=1; __Host-device=S; session_id=S; b=2; refresh_token=S; my_session_id=3; __Host-mine=4; device=5", "a=1; b=2; my_session_id=3; __Host-mine=4; device=5")]
    public async Task Of_the_cookies_an_app_gets_its_own(string sent, string expected)
    {
        foreach (string proxy in new[] { "nginx", "Caddy" })
        {
            using var caller = new Caller(installation.Site(proxy, "Node").Url);
            string session = await Installation.LogInAsync(caller);
            // Only one of them is a session; what the others hold is not for the app either.
            string cookies = sent.Replace("session_id=S", $"session_id={session}", StringComparison.Ordinal).Replace("access_token=S; ", "", StringComparison.Ordinal);
            JsonNode seen = await AskAsync(caller, "/public/a.json", cookies);
            Assert.Equal((proxy, expected), (proxy, Header(seen, "Cookie")));
        }
    }

    // The app is not asked: a page of Cloakroom's, or of the proxy's.
    [Theory]
    [InlineData("/auth/verify", 404)]
    [InlineData("/auth/verify/x", 404)]
    [InlineData("/AUTH/Verify?redirect=true", 404)]
    [InlineData("/auth/%76erify", 404)]
    [InlineData("//auth/verify", 404)]
    [InlineData("/x/../auth/verify", 404)]
    [InlineData("/auth/resume", 404)]
    [InlineData("/_cloakroom/verify", 404)]
    [InlineData("/public/../office/x", 400)]
    [InlineData("/public/%2e%2e/office/x", 400)]
    [InlineData("/public/..%2foffice", 400)]
    [InlineData("/public/..;/office", 400)]
    [InlineData("//office", 400)]
    [InlineData("/public/%252e%252e/office", 400)]
    [InlineData("/office", 401)]
    [InlineData("/OFFICE/x", 401)]
    public async Task An_address_that_could_be_two_is_refused_and_the_question_itself_is_not_for_browsers(string target, int status)
    {
        foreach (string proxy in new[] { "nginx", "Caddy" })
        {
            int port = installation.Site(proxy, "Python").Url.Port;
            byte[] request = Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\nX-Forwarded-Uri: /public/x\r\nConnection: close\r\n\r\n");
            RawReply? reply = await RawConnection.SendAsync(port, request, TimeSpan.FromSeconds(20));
            Assert.Equal((proxy, status), (proxy, reply?.Status));
            Assert.DoesNotContain("Python", reply?.Body ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain("X-Auth-User", reply?.Head ?? "", StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task An_address_in_the_request_line_counts_for_more_than_Host()
    {
        Site site = installation.Site("nginx", "Python");
        using var caller = new Caller(site.Url);
        string session = await Installation.LogInAsync(caller);
        byte[] request = Encoding.Latin1.GetBytes($"GET {site.Url}a.json HTTP/1.1\r\nHost: evil.test:{site.Url.Port}\r\nCookie: session_id={session}\r\nConnection: close\r\n\r\n");
        RawReply? reply = await RawConnection.SendAsync(site.Url.Port, request, TimeSpan.FromSeconds(20));
        Assert.Equal(200, reply?.Status);
        Assert.Equal(site.Origin, Text(JsonNode.Parse(reply?.Body ?? "{}")?["verified"]?["aud"]));
        Assert.DoesNotContain("evil", reply?.Body ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("Caddy")]
    public async Task An_upgrade_to_anything_but_a_WebSocket_is_none(string proxy)
    {
        int port = installation.Site(proxy, "Python").Url.Port;
        byte[] request = Encoding.Latin1.GetBytes(
            $"GET /public/a.json HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");
        RawReply? reply = await RawConnection.SendAsync(port, request, TimeSpan.FromSeconds(20));
        Assert.Equal(200, reply?.Status);
        Assert.DoesNotContain("h2c", reply?.Body ?? "", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<JsonNode> AskAsync(Caller caller, string target, string cookies)
    {
        Reply reply = await caller.SendAsync(HttpMethod.Get, target, cookies: cookies, headers: Planted);
        Assert.True(reply.Status == 200, $"{reply}");
        Stop.ThrowIfCancellationRequested();
        return JsonNode.Parse(reply.Body) ?? throw new InvalidOperationException(reply.Body);
    }

    private static string[][] Headers(JsonNode seen) => [.. (seen["headers"] as JsonArray ?? []).Select(h => new[] { Text(h?[0]), Text(h?[1]) })];

    private static string Header(JsonNode seen, string name) =>
        string.Join(", ", Headers(seen).Where(h => h[0].Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h[1]));

    private static string Fold(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
}
