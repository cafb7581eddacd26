using System.Net;
using System.Net.Sockets;
using System.Text;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Tests.Server;
using Cloakroom.Tokens;
using StoreMode = Cloakroom.Tests.AspNetCore.StoreMode;

namespace Cloakroom.Tests.Tokens.Client;

/// <summary>Logging in and out, and what is kept.</summary>
public sealed class TokenSessionTests
{
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_is_a_value_and_changes_nothing()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        ClientTokens? before = await phone.KeptAsync();

        LoginResult login = await session.LoginAsync(RunningServer.Email, "not the password", _end);

        Assert.Equal((false, "invalid_credentials", "invalid_credentials"), (login.IsLoggedIn, login.Code, login.ToString()));
        Assert.Equal(before, await phone.KeptAsync());
    }

    [Fact]
    public async Task Who_tries_too_often_is_told_how_long_to_wait()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = phone.Session();
        LoginResult login = await session.LoginAsync(RunningServer.Email, "guess", _end);
        for (int i = 0; i < 50 && login.Code == "invalid_credentials"; i++)
        {
            login = await session.LoginAsync(RunningServer.Email, $"guess {i}", _end);
        }

        Assert.Equal("too_many_attempts", login.Code);
        Assert.InRange(login.RetryAfter ?? TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_by_a_value_and_given_by_a_second_call()
    {
        await using Phone phone = await Phone.StartAsync();
        byte[] secret = await phone.AddAppAsync();
        using TokenSession session = phone.Session();
        LoginResult first = await session.LoginAsync(RunningServer.Email, RunningServer.Password, _end);
        Assert.Equal((false, "mfa_required", 43, "mfa_required"), (first.IsLoggedIn, first.Code, first.MfaToken?.Length, first.ToString()));
        Assert.False(await session.HasTokensAsync(_end));

        using HttpContent wrong = Json($$"""{"mfa_token":"{{first.MfaToken}}","code":"nonsense"}"""),
            right = Json($$"""{"mfa_token":"{{first.MfaToken}}","code":"{{Totp.CodeOf(secret, Totp.StepAt(phone.ServerClock.GetUtcNow()))}}"}""");
        Assert.Equal("invalid_code", (await session.LoginAsync(wrong, "/auth/login/mfa", _end)).Code);
        Assert.True((await session.LoginAsync(right, "/auth/login/mfa", _end)).IsLoggedIn);
        using HttpClient client = phone.Client(session);
        using HttpResponseMessage answer = await client.GetAsync("/auth/session", _end);
        Assert.Equal(["pwd", "otp", "mfa"], (await answer.JsonAsync()).GetProperty("session").GetProperty("amr").EnumerateArray().Select(m => m.GetString()));
    }

    [Theory]
    [InlineData("https://evil.example/login")]
    [InlineData("//evil.example/login")]
    public async Task A_login_stays_at_the_server(string path)
    {
        using var session = new TokenSession(new Uri("https://app.example"));
        using HttpContent body = Json("{}");
        await Assert.ThrowsAsync<ArgumentException>(() => session.LoginAsync(body, path, _end));
    }

    [Fact]
    public async Task What_does_not_answer_as_our_server_is_an_error_without_a_secret()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = phone.Session();
        phone.ToServer.Do = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<h1>Bad gateway</h1>") });

        var broken = await Assert.ThrowsAsync<HttpRequestException>(() => session.LoginAsync(RunningServer.Email, RunningServer.Password, _end));
        Assert.Equal(HttpStatusCode.BadGateway, broken.StatusCode);
        Assert.DoesNotContain(RunningServer.Password, broken.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_lost_as_soon_as_it_is_made_is_a_server_that_does_not_answer()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = phone.Session();
        phone.ToServer.Do = (_, _) => throw new SocketException((int)SocketError.NotConnected);

        var lost = await Assert.ThrowsAsync<HttpRequestException>(() => session.LoginAsync(RunningServer.Email, RunningServer.Password, _end));
        Assert.Equal(HttpRequestError.ConnectionError, lost.HttpRequestError);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_logout_ends_the_session_at_the_server_although_the_access_token_has_expired(bool everywhere)
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync(), other = phone.Session(new MemoryTokenStore());
        using HttpClient client = phone.Client(other);
        Assert.True((await other.LoginAsync(RunningServer.Email, RunningServer.Password, _end)).IsLoggedIn);
        phone.Pass(TimeSpan.FromMinutes(6), clientKnows: false);

        Assert.True(await session.LogoutAsync(everywhere, _end));

        Assert.Null(await phone.KeptAsync());
        HttpStatusCode elsewhere = everywhere ? HttpStatusCode.Unauthorized : HttpStatusCode.OK;
        using HttpResponseMessage list = await client.GetAsync("/auth/sessions", _end);
        Assert.Equal(elsewhere, list.StatusCode);
        if (!everywhere)
        {
            Assert.Single((await list.JsonAsync()).EnumerateArray());
        }
    }

    [Fact]
    public async Task A_logout_without_a_server_is_one_here_and_says_so()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync();
        phone.ToServer.Do = (_, _) => throw new HttpRequestException("The test has cut the line.");

        Assert.False(await session.LogoutAsync(cancellationToken: _end));
        Assert.Null(await phone.KeptAsync());
        Assert.Empty(phone.Ended);
        Assert.True(await session.LogoutAsync(cancellationToken: _end));
    }

    [Fact]
    public async Task A_logout_while_the_store_of_the_server_is_away_is_noted_there()
    {
        await using Phone phone = await Phone.StartAsync();
        using TokenSession session = await phone.LoggedInAsync(), thief = phone.Session(new MemoryTokenStore());
        using HttpClient client = phone.Client(thief);
        ClientTokens copy = await phone.KeptAsync() ?? throw new InvalidOperationException("Nothing is kept.");
        phone.Sessions.Mode = StoreMode.Away;

        Assert.True(await session.LogoutAsync(cancellationToken: _end));
        Assert.Null(await phone.KeptAsync());
        phone.Sessions.Mode = StoreMode.Works;
        client.DefaultRequestHeaders.Authorization = new("Bearer", copy.AccessToken);
        await NodeCalls.BecomesAsync(HttpStatusCode.Unauthorized, async () =>
        {
            phone.Pass(TimeSpan.FromSeconds(1));
            using HttpResponseMessage answer = await client.GetAsync("/auth/session", _end);
            Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
            return answer.StatusCode;
        });
    }

    [Theory]
    [InlineData("http://app.example")]
    [InlineData("http://localhost.example")]
    [InlineData("http://127.0.0.1.example")]
    [InlineData("ftp://localhost")]
    [InlineData("https://app.example/path")]
    [InlineData("https://app.example/?a=b")]
    [InlineData("https://user@app.example")]
    [InlineData("/relative")]
    public void Tokens_go_to_origins_and_over_plain_http_only_to_this_machine(string address)
    {
        var wrong = new Uri(address, UriKind.RelativeOrAbsolute);
        Assert.Throws<ArgumentException>(() => new TokenSession(wrong));
        Assert.Throws<ArgumentException>(() => new TokenSession(new Uri("https://app.example")) { Origins = [wrong] });
    }

    [Theory]
    [InlineData("https://app.example")]
    [InlineData("http://localhost:4242")]
    [InlineData("http://app.localhost:4242")]
    [InlineData("http://[::1]:4242")]
    public void These_are_origins(string address)
    {
        using var session = new TokenSession(new Uri(address));
        Assert.Equal(new Uri(address), session.Server);
    }

    [Fact]
    public void Times_are_within_bounds()
    {
        var server = new Uri("https://app.example");
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSession(server) { RenewBefore = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSession(server) { RenewBefore = TimeSpan.FromMinutes(6) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSession(server) { RefreshTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSession(server) { RefreshTimeout = TimeSpan.FromMinutes(2) });
    }

    [Fact]
    public void Tokens_are_one_text_for_a_store_and_print_none()
    {
        var tokens = new ClientTokens("access-secret", "refresh-secret", new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)));
        Assert.True(ClientTokens.TryParse(tokens.Reveal(), out ClientTokens? read));
        Assert.Equal(tokens, read);
        Assert.DoesNotContain("secret", tokens.ToString(), StringComparison.Ordinal);
        foreach (string? other in new[] { null, "", "{}", "[]", "nonsense", tokens.Reveal()[..^1], tokens.Reveal().Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal) })
        {
            Assert.False(ClientTokens.TryParse(other, out _));
        }
    }

    private static StringContent Json(string text, string type = "application/json") => new(text, Encoding.UTF8, type);
}
