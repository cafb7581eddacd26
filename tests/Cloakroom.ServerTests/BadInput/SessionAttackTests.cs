using System.Text;
using Microsoft.Data.Sqlite;

namespace Cloakroom.ServerTests.BadInput;

/// <summary>Attacks on sessions that others have suffered, against the real server. The number is that of the attack's entry.</summary>
public sealed class SessionAttackTests : IAsyncLifetime
{
    private const string Ann = "ann@example.org", Bob = "bob@example.org";
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private ServerProcess? _server;
    private Caller? _caller;
    private string _ann = "", _bob = "";

    private ServerProcess Server => _server ?? throw new InvalidOperationException("The server is not started.");

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

    public ValueTask DisposeAsync()
    {
        _caller?.Dispose();
        return _server?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A001_Login_replaces_the_session_that_was_there_before()
    {
        Reply page = await Call.GetAsync("/login");
        Assert.Empty(page.Header("Set-Cookie"));
        string planted = await Call.SignInAsync(Bob);
        foreach (string email in new[] { Ann, Ann, Bob })
        {
            Reply login = await Call.LogInAsync(email, planted);
            string fresh = login.SessionId ?? "";
            Assert.NotEqual(planted, fresh, StringComparer.Ordinal);
            Refused(await Call.WhoAmIAsync(planted), "revoked");
            Assert.Equal(email == Ann ? _ann : _bob, (await Call.WhoAmIAsync(fresh)).UserId);
            planted = fresh;
        }
    }

    [Fact]
    public async Task A002_An_ID_that_the_server_never_issued_is_never_adopted()
    {
        string made = new('A', 43);
        Reply login = await Call.LogInAsync(Ann, made);
        Assert.NotEqual(made, login.SessionId, StringComparer.Ordinal);
        Refused(await Call.WhoAmIAsync(made), "unknown_session");
        Assert.Equal(1L, CountSessions());
    }

    [Fact]
    public async Task A004_Exactly_one_text_names_a_session()
    {
        string id = await Call.SignInAsync(Ann);
        // 43 characters hold 258 bits; the last two must be zero.
        char twin = Alphabet[Alphabet.IndexOf(id[^1], StringComparison.Ordinal) ^ 1];
        string swapped = string.Concat(id.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));
        foreach (string other in new[] { id[..^1], id[..(id.Length / 2)], id + "A", id + "=", id + " A", "A" + id, swapped, id[..^1] + twin, '"' + id + '"', id.Replace(id[0].ToString(), $"%{(int)id[0]:X2}", StringComparison.Ordinal) })
        {
            Reply reply = await Call.SendAsync(HttpMethod.Get, "/auth/session", cookies: "session_id=" + other);
            Assert.True(reply is { Status: 401, Code: "malformed" or "unknown_session" }, $"'{other}' for '{id}': {reply}");
        }

        Assert.Equal(_ann, (await Call.WhoAmIAsync(id)).UserId);
    }

    [Fact]
    public async Task A006_Logout_ends_the_session_and_not_only_the_cookie()
    {
        string id = await Call.SignInAsync(Ann);
        Reply logout = await Call.LogOutAsync(id);
        Assert.Equal(204, logout.Status);
        Assert.Contains("Max-Age=0", logout.Header("Set-Cookie"), StringComparison.Ordinal);
        Assert.Equal("\"cache\", \"storage\"", logout.Header("Clear-Site-Data"));
        Assert.Equal("no-store", logout.Header("Cache-Control"));
        Refused(await Call.WhoAmIAsync(id), "revoked");
        Refused(await Call.PutAsync("k", 1, id), "revoked");
        Refused(await Call.GetAsync("/auth/sessions", id), "revoked");
    }

    [Fact]
    public async Task A013_The_next_person_at_a_browser_gets_a_session_of_their_own()
    {
        string ann = await Call.SignInAsync(Ann);
        Assert.Equal(204, (await Call.SendAsync(HttpMethod.Post, "/auth/logout")).Status);
        string bob = await Call.SignInAsync(Bob);
        Assert.NotEqual(ann, bob, StringComparer.Ordinal);
        Assert.Equal(_bob, (await Call.WhoAmIAsync(bob)).UserId);
        Assert.Equal(_ann, (await Call.WhoAmIAsync(ann)).UserId);
    }

    [Fact]
    public async Task A020_Nobody_ends_the_session_of_somebody_else()
    {
        string ann = await Call.SignInAsync(Ann), bob = await Call.SignInAsync(Bob);
        string handle = System.Text.Json.Nodes.JsonNode.Parse((await Call.WhoAmIAsync(bob)).Body)?["session"]?["id"]?.GetValue<string>() ?? "";
        Reply foreign = await Call.SendAsync(HttpMethod.Delete, "/auth/sessions/" + handle, ann);
        Reply unknown = await Call.SendAsync(HttpMethod.Delete, "/auth/sessions/" + new string('A', handle.Length), ann);
        Assert.Equal((404, "not_found"), (foreign.Status, foreign.Code));
        Assert.Equal((404, "not_found"), (unknown.Status, unknown.Code));
        Assert.Equal(204, (await Call.SendAsync(HttpMethod.Delete, "/auth/sessions", ann)).Status);
        Assert.Equal(_bob, (await Call.WhoAmIAsync(bob)).UserId);
        Assert.DoesNotContain(handle, (await Call.GetAsync("/auth/sessions", ann)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A024_No_answer_about_somebody_may_be_kept_by_a_cache()
    {
        string ann = await Call.SignInAsync(Ann);
        foreach (string path in new[] { "/auth/session", "/auth/sessions", "/auth/csrf", "/auth/data/k", "/", "/login", "/register", "/account/sessions" })
        {
            foreach (Reply reply in new[] { await Call.GetAsync(path, ann), await Call.GetAsync(path) })
            {
                Assert.True(reply.Header("Cache-Control") == "no-store", $"{path}: {reply.Status} Cache-Control {reply.Header("Cache-Control")}");
                Assert.Contains("Cookie", reply.Header("Vary"), StringComparison.Ordinal);
                Assert.Contains("Authorization", reply.Header("Vary"), StringComparison.Ordinal);
            }
        }

        Refused(await Call.WhoAmIAsync(null), "no_credentials");
    }

    [Fact]
    public async Task A025_A_cookie_is_a_name_and_never_data()
    {
        foreach (string data in new[] { $$"""{"roles":["administrator"],"id":"{{_ann}}"}""", """{"$type":"System.Diagnostics.Process"}""", _ann, Ann })
        {
            foreach (string value in new[] { data, Convert.ToBase64String(Encoding.UTF8.GetBytes(data)), Uri.EscapeDataString(data) })
            {
                Reply reply = await Call.SendAsync(HttpMethod.Get, "/auth/session", cookies: "session_id=" + value);
                Assert.True(reply.Status == 401, $"{value}: {reply}");
            }
        }
    }

    private static void Refused(Reply reply, string code) => Assert.True(reply.Status == 401 && reply.Code == code, $"expected 401 {code}: {reply}");

    private long CountSessions()
    {
        using var connection = new SqliteConnection($"Data Source={Server.DataFile};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM cloakroom_session";
        return (long)(command.ExecuteScalar() ?? 0L);
    }

    private async Task StartAsync()
    {
        _server = await ServerProcess.StartAsync();
        _caller = new Caller(_server.Url);
        (_ann, _bob) = (await _caller.RegisterAsync(Ann), await _caller.RegisterAsync(Bob));
    }
}
