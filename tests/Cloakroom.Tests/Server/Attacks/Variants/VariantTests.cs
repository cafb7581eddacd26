using System.Net;
using Cloakroom.Tests.Server.Attacks.Judgements;

namespace Cloakroom.Tests.Server.Attacks.Variants;

/// <summary>
/// The file of attacks is a sample. What these make is of the same classes: for each rule that stops one, everything that a program can think of.
/// </summary>
public sealed class VariantTests(SqliteGrounds grounds) : IClassFixture<SqliteGrounds>
{
    private readonly Ground _ground = grounds.Main(Way.Direct);

    [Fact]
    public Task An_id_in_any_other_spelling_is_none() => grounds.PatientlyAsync(async () =>
    {
        string sid = await (await _ground.PersonAsync("ada")).SidAsync();
        foreach (string text in IdSpellings.Of(sid))
        {
            // With another cookie behind it: white space at the end of a header is not part of it (RFC 9110 5.5).
            WireAnswer answer = await _ground.Here.AskAsync("/auth/session", text + "; last=1");
            Assert.True(answer.Status == 401, $"{text}: {answer}");
        }

        Assert.Equal(200, (await _ground.Here.AskAsync("/auth/session", sid)).Status);
    });

    [Fact]
    public Task A_token_with_one_member_that_is_wrong_is_none() => grounds.PatientlyAsync(async () =>
    {
        Person ada = await _ground.PersonAsync("ada");
        var forger = new Forger(_ground, (await ada.TokensAsync()).Access);
        Assert.Equal(200, (await _ground.Here.BearAsync("/auth/session", forger.Sign(forger.Header, forger.Claims))).Status);
        Assert.Equal(200, (await _ground.Here.BearAsync("/auth/session", forger.WithHeader(h => h["typ"] = "application/at+jwt"))).Status);
        foreach ((string what, string token) in TokenFaults.Of(forger))
        {
            WireAnswer answer = await _ground.Here.BearAsync("/auth/session", token);
            Assert.True(answer.Status == 401, $"{what}: {answer}");
        }
    });

    [Fact]
    public Task What_is_made_for_one_place_opens_no_other() => grounds.PatientlyAsync(async () =>
    {
        foreach ((string shown, string where, WireAnswer answer) in await Artefacts.PlayAsync(_ground))
        {
            Assert.True(shown == where ? answer.Status is >= 200 and < 300 : answer.Status is 400 or 401 or 403, $"{shown} shown as {where}: {answer}");
        }
    });

    [Fact]
    public Task Whatever_a_client_says_of_itself_changes_nothing() => grounds.PatientlyAsync(async () =>
    {
        Person ada = await _ground.PersonAsync("ada");
        string sid = await ada.SidAsync();
        (string Method, string Target, string? Body, (string, string)[] Headers)[] requests =
        [
            ("GET", "/login?return=/account", null, []), ("GET", "/auth/session", null, [("Cookie", $"{Person.Cookie}={sid}")]), ("GET", "/auth/verify", null, []), ("GET", "/admin", null, []),
            ("POST", "/auth/login", ada.Credentials(), [("Content-Type", "application/json"), ("Origin", Ground.Origin)]), ("GET", "/.well-known/openid-configuration", null, []),
            ("DELETE", "/auth/sessions", null, [("Cookie", $"{Person.Cookie}={sid}"), ("Origin", "https://evil.test")]),
        ];
        foreach ((string method, string target, string? body, (string, string)[] headers) in requests)
        {
            string plain = Spoofs.Shape(await _ground.Here.SendAsync(method, target, body, headers));
            foreach ((string Name, string Value) spoof in Spoofs.All())
            {
                Assert.Equal((spoof, plain), (spoof, Spoofs.Shape(await _ground.Here.SendAsync(method, target, body, [.. headers, spoof]))));
            }
        }
    });

    [Fact]
    public Task What_decides_about_security_is_said_once() => grounds.PatientlyAsync(async () =>
    {
        Person ada = await _ground.PersonAsync("ada"), eve = await _ground.PersonAsync("eve");
        string sid = await ada.SidAsync(), other = await ada.LoggedInAsync();
        string csrf = (await _ground.Here.AskAsync("/auth/csrf", sid)).Json.GetProperty("token").GetString() ?? "";
        (string Name, string Good, string Bad)[] pairs =
        [
            ("Origin", Ground.Origin, "https://evil.test"), ("Origin", Ground.Origin, ""), ("Sec-Fetch-Site", "same-origin", "cross-site"), ("Sec-Fetch-Site", "same-origin", "none"),
            ("Host", Ground.Host, "evil.test"), ("X-CSRF-Token", csrf, "x"), ("Cookie", $"{Person.Cookie}={sid}", $"{Person.Cookie}={await eve.SidAsync()}"),
            ("Authorization", $"Bearer {(await ada.TokensAsync()).Access}", $"Bearer {(await eve.TokensAsync()).Access}"),
        ];
        foreach ((string name, string good, string bad) in pairs)
        {
            (string, string)[] rest = name is "Cookie" or "Host" ? [("Origin", Ground.Origin)] : [];
            (string, string)[] who = name is "Cookie" or "Authorization" ? [] : [("Cookie", $"{Person.Cookie}={sid}")];
            foreach ((string first, string second) in new[] { (good, bad), (bad, good) })
            {
                WireAnswer answer = await _ground.Here.SendAsync("DELETE", "/auth/sessions", null, [.. who, .. rest, (name, first), (name, second)]);
                Assert.True(answer.Status is 400 or 401 or 403, $"{name}: {first} and {second}: {answer}");
            }
        }

        Assert.Equal((200, 200), ((await _ground.Here.AskAsync("/auth/session", sid)).Status, (await _ground.Here.AskAsync("/auth/session", other)).Status));
    });

    [Fact]
    public Task An_address_in_any_other_spelling_leads_to_no_protected_place() => grounds.PatientlyAsync(async () =>
    {
        string sid = await (await _ground.PersonAsync("ada")).SidAsync();
        using var proxy = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = _ground.Here.Url };
        int asked = 0;
        foreach (string target in TargetSpellings.All())
        {
            foreach (string? cookie in new[] { null, $"{Person.Cookie}={sid}" })
            {
                HttpStatusCode status = await AskAsync(proxy, target, cookie);
                bool isLetIn = (int)status is >= 200 and < 300;
                Assert.True(!isLetIn || !TargetSpellings.IsPrivate(target), $"{target} is let in");
                Assert.True(isLetIn || (int)status is 400 or 401 or 403, $"{target}: {status}");
                asked++;
            }
        }

        Assert.True(asked > 4000, $"{asked}");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (await AskAsync(proxy, "/public/x", cookie: null), await AskAsync(proxy, "/admin", $"{Person.Cookie}={sid}")));
    });

    [Fact]
    public Task No_name_that_is_read_as_one_of_ours_gets_past_a_proxy() => grounds.PatientlyAsync(async () =>
    {
        foreach (Way way in new[] { Way.Nginx, Way.Caddy })
        {
            Gateway gateway = await grounds.GatewayAsync(way);
            foreach (string name in new[] { "X-Auth-User", "X-Auth-Email", "X-Auth-Roles", "X-Auth-Session", "X-Auth-Stale", "Authorization" })
            {
                // At each dash another sign, in other case, and the name itself more than once.
                string[] names = [name, name.ToUpperInvariant(), name.ToLowerInvariant(), .. Folded(name)];
                WireAnswer answer = await gateway.SendAsync(WireCalls.Bytes("GET", "/public/x", [.. names.Select(n => (n, "planted"))]));
                Assert.True(gateway.Seen(answer) is not { } seen || !seen.Headers.Any(h => h.Value.Contains("planted", StringComparison.Ordinal)), $"{way} {name}: {answer}");
            }
        }
    });

    [Fact]
    public Task Whatever_a_code_was_it_is_refused_alike() => grounds.PatientlyAsync(async () =>
    {
        string used = MailedLinks.Link(_ground, await _ground.PersonAsync("ada"));
        Assert.Equal(204, (await ResetAsync(used)).Status);
        string[] codes = [used, MailedLinks.Link(_ground, await _ground.PersonAsync("bob"))[..^1], "", "x", new string('A', used.Length), SessionId.Create().Reveal()];
        var shapes = new HashSet<string>(StringComparer.Ordinal);
        foreach (string code in codes)
        {
            WireAnswer answer = await ResetAsync(code);
            shapes.Add($"{Spoofs.Shape(answer)} {answer.Code} {answer.Body.Length}");
        }

        Assert.Single(shapes);
    });

    [Fact]
    public Task No_address_that_changes_something_takes_orders_from_another_site() => grounds.PatientlyAsync(async () =>
    {
        string sid = await (await _ground.PersonAsync("ada", isAdmin: true)).SidAsync();
        (string Method, string Path)[] all = [.. Endpoints.Unsafe(_ground.Here)];
        Assert.True(all.Length > 20, $"{all.Length}");
        foreach ((string method, string path) in all)
        {
            foreach (string site in new[] { "cross-site", "same-site" })
            {
                foreach (string type in new[] { "application/json", "application/x-www-form-urlencoded", "text/plain" })
                {
                    WireAnswer answer = await _ground.Here.SendAsync(
                        method, path, "{}", ("Cookie", $"{Person.Cookie}={sid}"), ("Sec-Fetch-Site", site), ("Origin", "https://blog.shop.example"), ("Content-Type", type));
                    Assert.True(answer.Status == 403 && answer.Code?.StartsWith("csrf_", StringComparison.Ordinal) == true && answer.All("Set-Cookie").Count == 0, $"{method} {path} {site} {type}: {answer}");
                }
            }
        }

        Assert.Equal(200, (await _ground.Here.AskAsync("/auth/session", sid)).Status);
    });

    private static IEnumerable<string> Folded(string name) =>
        from sign in new[] { '_', '.' }
        from at in Enumerable.Range(0, name.Length)
        where name[at] == '-'
        from folded in new[] { $"{name[..at]}{sign}{name[(at + 1)..]}", name.Replace('-', sign) }
        select folded;

    private static async Task<HttpStatusCode> AskAsync(HttpClient proxy, string target, string? cookie)
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, "/auth/verify");
        (string Name, string Value)[] headers = [("X-Forwarded-Method", "GET"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", Ground.Host), ("X-Forwarded-Uri", target), ("Cookie", cookie ?? "a=b")];
        Array.ForEach(headers, h => Assert.True(question.Headers.TryAddWithoutValidation(h.Name, h.Value)));
        using HttpResponseMessage answer = await proxy.SendAsync(question, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private Task<WireAnswer> ResetAsync(string code) => _ground.Here.JsonAsync("/auth/reset", System.Text.Json.JsonSerializer.Serialize(new { code, password = "a wholly different phrase" }));
}
