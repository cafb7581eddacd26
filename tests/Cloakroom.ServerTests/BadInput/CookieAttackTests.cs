using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Cloakroom.ServerTests.BadInput;

/// <summary>Attacks on the cookie and on headers, against a server whose public address is https. The number is that of the attack's entry.</summary>
public sealed class CookieAttackTests : IAsyncLifetime
{
    private const string Cookie = "__Host-session_id", Ann = "ann@example.org", Bob = "bob@example.org";

    private readonly string _folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName;
    private ServerProcess? _server;
    private Caller? _caller;
    private string _ann = "", _bob = "";

    private Caller Call => _caller ?? throw new InvalidOperationException("The server is not started.");

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch
        {
            // Nobody disposes what was not initialised, and the server would stay.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _caller?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A032_The_name_is_compared_byte_by_byte_and_never_decoded()
    {
        await InAsync($"{Cookie}={_ann}");
        foreach (string name in new[] { "__%48ost-session_id", "%5F%5FHost-session_id", "__host-session_id", "__HOST-SESSION_ID", "session_id", "__Secure-session_id", "x__Host-session_id", "__Host-session_id[]" })
        {
            await OutAsync($"{name}={_ann}", "no_credentials");
        }
    }

    [Fact]
    public async Task A033_A_cookie_without_a_name_brings_no_session()
    {
        await OutAsync($"={Cookie}={_ann}", "no_credentials");
        await OutAsync($"x; ={Cookie}={_ann}", "no_credentials");
        await OutAsync($"x={Cookie}={_ann}", "no_credentials");
        await OutAsync($"a=\"{Cookie}={_ann}\"", "no_credentials");
        await OutAsync(Cookie, "no_credentials", "malformed");
    }

    [Fact]
    public async Task A034_Two_session_cookies_are_none()
    {
        await OutAsync($"{Cookie}={_ann}; {Cookie}={_bob}", "ambiguous_credentials");
        await OutAsync($"{Cookie}={_bob}; x=y; {Cookie}={_ann}", "ambiguous_credentials");
        await OutAsync($"{Cookie}={_ann}; {Cookie}=", "ambiguous_credentials");
        await InAsync($"session_id={_bob}; {Cookie}={_ann}");
    }

    [Fact]
    public async Task A036_Every_cookie_is_set_and_deleted_with_all_its_attributes()
    {
        const string attributes = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";
        foreach ((string name, string value) in new[] { ("X-Forwarded-Proto", "http"), ("X-Forwarded-Host", "localhost"), ("Forwarded", "proto=http"), ("X-Forwarded-Port", "80") })
        {
            Reply login = await Call.SendAsync(HttpMethod.Post, "/auth/login", content: Json(Ann), headers: [(name, value)]);
            Assert.Matches("^" + Cookie + "=[A-Za-z0-9_-]{43}" + attributes + "86400$", login.Headers["Set-Cookie"].First());
            Assert.Matches("^__Host-device=[A-Za-z0-9_-]{48}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=34560000$", Assert.Single(login.Headers["Set-Cookie"].Skip(1)));
            Reply logout = await Call.SendAsync(HttpMethod.Post, "/auth/logout", cookies: $"{Cookie}={Value(login)}", headers: [(name, value)]);
            Assert.StartsWith(Cookie + "=" + attributes + "0", Assert.Single(logout.Headers["Set-Cookie"]), StringComparison.Ordinal);
        }

        Reply csrf = await Call.SendAsync(HttpMethod.Get, "/auth/csrf", cookies: $"{Cookie}={_ann}");
        Assert.Matches("^__Host-csrf=[^;]+; Path=/; Secure; SameSite=Strict$", Assert.Single(csrf.Headers["Set-Cookie"]));
    }

    [Fact]
    public async Task A056_Every_answer_has_the_security_headers_whatever_its_status()
    {
        foreach ((string method, string path) in new[]
        {
            ("GET", "/"), ("GET", "/login"), ("GET", "/register"), ("GET", "/account/sessions"), ("GET", "/nonexistent"), ("PATCH", "/auth/session"), ("GET", "/auth/session"), ("GET", "/auth/sessions"),
            ("GET", "/auth/csrf"), ("GET", "/auth/data/k"), ("PUT", "/auth/data/k"), ("POST", "/auth/login"), ("POST", "/auth/register"), ("POST", "/auth/logout"), ("DELETE", "/auth/sessions/x"),
            ("GET", "/health/live"), ("GET", "/health/ready"), ("HEAD", "/login"),
        })
        {
            foreach (string? cookies in new[] { null, $"{Cookie}={_bob}", $"{Cookie}=broken" })
            {
                Reply reply = await Call.SendAsync(new HttpMethod(method), path, cookies: cookies);
                string what = $"{method} {path} answers {reply.Status}";
                Assert.True(reply.Header("X-Content-Type-Options") == "nosniff", what);
                Assert.True(reply.Header("Referrer-Policy").Length > 0, what);
                Assert.Contains("default-src 'none'", reply.Header("Content-Security-Policy"), StringComparison.Ordinal);
                Assert.StartsWith("max-age=31536000", reply.Header("Strict-Transport-Security"), StringComparison.Ordinal);
                Assert.True(reply.Header("Server").Length == 0, what);
                Assert.True(cookies is null || reply.Header("Cache-Control") == "no-store", what);
                if (method == "POST" && path == "/auth/logout" && cookies?.Contains(_bob, StringComparison.Ordinal) == true)
                {
                    _bob = Value(await Call.LogInAsync(Bob));
                }
            }
        }
    }

    private static string Value(Reply login) =>
        Regex.Match(login.Header("Set-Cookie"), "^" + Cookie + "=(?<id>[A-Za-z0-9_-]{43});", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["id"].Value;

    private static JsonContent Json(string email) => JsonContent.Create(new { email, password = Caller.Password });

    private async Task InAsync(string cookies)
    {
        Reply reply = await Call.SendAsync(HttpMethod.Get, "/auth/session", cookies: cookies);
        Assert.True(reply.Status == 200, $"{cookies}: {reply}");
    }

    private async Task OutAsync(string cookies, params string[] codes)
    {
        Reply reply = await Call.SendAsync(HttpMethod.Get, "/auth/session", cookies: cookies);
        Assert.True(reply.Status == 401 && codes.Contains(reply.Code, StringComparer.Ordinal), $"{cookies}: {reply}");
    }

    private async Task StartAsync()
    {
        // On a public address nobody can make the first account, so it is made on loopback.
        await using (ServerProcess loopback = await ServerProcess.StartAsync(folder: _folder))
        {
            using var caller = new Caller(loopback.Url);
            await caller.RegisterAsync(Ann);
            await caller.RegisterAsync(Bob);
        }

        _server = await ServerProcess.StartAsync(new(StringComparer.Ordinal) { ["PublicUrl"] = "https://app.example" }, _folder);
        _caller = new Caller(_server.Url);
        (_ann, _bob) = (Value(await _caller.LogInAsync(Ann)), Value(await _caller.LogInAsync(Bob)));
    }
}
