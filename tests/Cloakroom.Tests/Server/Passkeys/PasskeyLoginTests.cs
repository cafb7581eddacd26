using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Cloakroom.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Passkeys;

public sealed class PasskeyLoginTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private RunningServer Server => fixture.Server;

    [Theory]
    [InlineData("cookie", false, "hwk user mfa")]
    [InlineData("cookie", true, "swk user mfa")]
    [InlineData("token", true, "swk user mfa")]
    [InlineData("jwt-cookie", true, "swk user mfa")]
    public async Task It_logs_in_without_a_password_and_counts_as_both_factors(string carrier, bool synced, string methods)
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(Server, new() { Synced = synced });

        using HttpResponseMessage login = await ada.EnterAsync(carrier);

        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        JsonElement body = await login.JsonAsync();
        Assert.Equal(ada.Email, body.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal(carrier, body.GetProperty("session").GetProperty("carrier").GetString());
        Assert.Equal(methods, string.Join(' ', body.GetProperty("session").GetProperty("amr").EnumerateArray()));
        Assert.Equal(carrier == "token", body.TryGetProperty("access_token", out _));
        Assert.Equal(carrier != "token", login.Cookie() is not null);
        JsonElement listed = Assert.Single(await ada.ListAsync());
        Assert.Equal((synced, JsonValueKind.String), (listed.GetProperty("synced").GetBoolean(), listed.GetProperty("lastUsedAt").ValueKind));
    }

    [Fact]
    public async Task The_question_is_the_same_for_everybody()
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(Server);

        JsonElement options = (await ada.AskAsync("/auth/passkeys/login/options")).GetProperty("publicKey");

        Assert.Equal(0, options.GetProperty("allowCredentials").GetArrayLength());
        Assert.Equal(("required", Server.Url.Host), (options.GetProperty("userVerification").GetString(), options.GetProperty("rpId").GetString()));
    }

    // ASVS 6.7.2 wants 64 bits; WebAuthn 13.4.3 wants 128.
    [Fact]
    public async Task Each_question_is_another_one_of_128_bits_or_more()
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(Server);

        byte[][] challenges = [await ChallengeAsync(ada), await ChallengeAsync(ada)];

        Assert.All(challenges, c => Assert.InRange(c.Length, 16, 64));
        Assert.NotEqual(challenges[0], challenges[1]);
    }

    [Fact]
    public async Task An_answer_works_once_however_many_bring_it()
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(Server);
        string answer = await ada.AnswerAsync();
        using HttpClient client = Server.Client();

        HttpResponseMessage[] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.JsonAsync("/auth/passkeys/login", answer)));

        Assert.Single(all, a => a.StatusCode == HttpStatusCode.OK);
        foreach (HttpResponseMessage other in all.Where(a => a.StatusCode != HttpStatusCode.OK))
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "passkey_refused"), (other.StatusCode, await other.CodeAsync()));
        }
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_is_refused()
    {
        var clock = new FakeClock(TimeProvider.System.GetUtcNow());
        await using RunningServer server = await RunningServer.WithAccountAsync(s => s.AddSingleton<TimeProvider>(clock));
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(server);
        string late = await ada.AnswerAsync(), inTime = await ada.AnswerAsync();
        using HttpClient client = server.Client();

        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        using HttpResponseMessage taken = await client.JsonAsync("/auth/passkeys/login", inTime);
        clock.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage refused = await client.JsonAsync("/auth/passkeys/login", late);

        Assert.Equal((HttpStatusCode.OK, "passkey_refused"), (taken.StatusCode, await refused.CodeAsync()));
    }

    [Fact]
    public async Task A_passkey_of_a_disabled_account_is_refused_with_the_same_bytes()
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(Server);
        ada.Change("UPDATE accounts SET DisabledAt = 1 WHERE Email = $1");

        using HttpClient client = Server.Client();
        using HttpResponseMessage refused = await ada.EnterAsync();

        Assert.Equal(await PasskeyRefusal.ExpectedAsync(client), await PasskeyRefusal.ShownAsync(refused));
    }

    [Fact]
    public async Task A_counter_that_does_not_grow_is_a_copy_and_is_refused()
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(Server, new() { Counts = true });
        using HttpResponseMessage first = await ada.EnterAsync(), second = await ada.EnterAsync();
        ada.Authenticator.Counter = 1;
        using HttpResponseMessage copy = await ada.EnterAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, "passkey_refused"), (first.StatusCode, second.StatusCode, await copy.CodeAsync()));
    }

    // Both were checked against the same counter before one of them was written down.
    [Fact]
    public async Task Of_copies_that_come_at_the_same_moment_one_gets_in()
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(Server, new() { Counts = true });
        var answers = new List<string>();
        for (int i = 0; i < 6; i++)
        {
            ada.Authenticator.Counter = 7;
            answers.Add(await ada.AnswerAsync());
        }

        using HttpClient client = Server.Client();
        HttpResponseMessage[] all = await Task.WhenAll(answers.Select(a => client.JsonAsync("/auth/passkeys/login", a)));

        Assert.Single(all, a => a.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task While_the_database_is_locked_nobody_is_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(server);
        await using var other = new SqliteConnection($"Data Source={server.Folder}/cloakroom.db");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        other.Run("BEGIN IMMEDIATE");

        using HttpResponseMessage away = await ada.EnterAsync();
        other.Run("ROLLBACK");
        using HttpResponseMessage back = await ada.EnterAsync();

        Assert.Equal(("store_unavailable", HttpStatusCode.OK), (await away.CodeAsync(), back.StatusCode));
    }

    [Theory]
    [InlineData("""[]""", "invalid_request")]
    [InlineData("""{"state":"x"}""", "invalid_request")]
    [InlineData("""{"credential":{},"state":1}""", "passkey_refused")]
    [InlineData("""{"credential":{},"state":"x","carrier":"pigeon"}""", "invalid_request")]
    [InlineData("""{"credential":{},"state":"x","state":"y"}""", "invalid_request")]
    [InlineData("""{"credential":{"id":"\ud800"},"state":"x"}""", "passkey_refused")]
    [InlineData("""{"credential":{},"state":"\ud800"}""", "invalid_request")]
    [InlineData("""{""", "invalid_request")]
    public async Task Nonsense_is_refused_with_a_reason(string body, string code)
    {
        using HttpClient client = Server.Client();
        using HttpResponseMessage refused = await client.JsonAsync("/auth/passkeys/login", body);
        Assert.Equal(code, await refused.CodeAsync());
    }

    private static async Task<byte[]> ChallengeAsync(PasskeyHolder holder) =>
        Base64Url.DecodeFromChars((await holder.AskAsync("/auth/passkeys/login/options")).GetProperty("publicKey").GetProperty("challenge").GetString());
}
