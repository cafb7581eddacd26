using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using Cloakroom.Keys;
using Cloakroom.Tests.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Until = Cloakroom.Tests.AspNetCore.Until;

namespace Cloakroom.Tests.Offline;

/// <summary>A second .NET service, which verifies tokens without asking and yet hears of every logout.</summary>
public sealed class NeighbourTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_accepts_a_token_by_header_and_by_cookie_with_the_claims_of_the_session()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await using Neighbour neighbour = await (await Neighbour.StartAsync(server.Url)).ListeningAsync();
        using HttpClient phone = await PhoneAsync(server, neighbour), browser = await BrowserAsync(server, neighbour), nobody = neighbour.Client();

        foreach (HttpClient client in (HttpClient[])[phone, browser])
        {
            Assert.Equal("amr auth_time email http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier role sid sub", await client.GetStringAsync("/claims", Stop));
            Assert.Equal("admin", await client.GetStringAsync("/admin", Stop));
        }

        using HttpResponseMessage refused = await nobody.GetAsync("/orders", Stop);
        Assert.Equal((HttpStatusCode.Unauthorized, "no_credentials", "Bearer realm=\"session\""), (refused.StatusCode, await refused.CodeAsync(), refused.Headers.WwwAuthenticate.ToString()));
        Assert.Equal("everybody", await nobody.GetStringAsync("/public", Stop));
    }

    [Fact]
    public async Task A_logout_reaches_it_and_only_the_one_who_left()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await using Neighbour neighbour = await (await Neighbour.StartAsync(server.Url)).ListeningAsync();
        using HttpClient one = await PhoneAsync(server, neighbour), two = await PhoneAsync(server, neighbour), browser = await BrowserAsync(server, neighbour);
        await LogoutAsync(server, one);
        await Until.TrueAsync(() => neighbour.Revocations.Count == 1);

        using HttpResponseMessage gone = await one.GetAsync("/orders", Stop);
        Assert.Equal((HttpStatusCode.Unauthorized, "revoked"), (gone.StatusCode, await gone.CodeAsync()));
        Assert.Contains("error=\"invalid_token\"", gone.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await two.GetAsync("/orders", Stop)).StatusCode);

        await LogoutAsync(server, two, all: true);
        await Until.TrueAsync(() => neighbour.Revocations.Count == 3);
        Assert.Equal("revoked", await (await browser.GetAsync("/orders", Stop)).CodeAsync());
    }

    [Fact]
    public async Task What_stays_open_there_ends_with_the_session()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await using Neighbour neighbour = await (await Neighbour.StartAsync(server.Url)).ListeningAsync();
        using HttpClient phone = await PhoneAsync(server, neighbour), other = await PhoneAsync(server, neighbour);
        using StreamReader stream = await StreamAsync(phone), kept = await StreamAsync(other);
        using ClientWebSocket socket = await SocketAsync(neighbour, phone), keptSocket = await SocketAsync(neighbour, other);
        await LogoutAsync(server, phone);

        await Assert.ThrowsAnyAsync<IOException>(() => stream.ReadToEndAsync(Stop));
        await Assert.ThrowsAsync<WebSocketException>(async () => await socket.ReceiveAsync(new byte[16].AsMemory(), Stop));
        Assert.Equal(WebSocketState.Open, keptSocket.State);
        await keptSocket.SendAsync(new byte[1], WebSocketMessageType.Binary, endOfMessage: true, Stop);
        Assert.False(kept.ReadToEndAsync(Stop).IsCompleted);
    }

    [Fact]
    public async Task While_the_feed_is_cut_nobody_is_let_in_and_nobody_is_logged_out()
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await using Neighbour neighbour = await (await Neighbour.StartAsync(server.Url, clock: clock)).ListeningAsync();
        using HttpClient phone = await PhoneAsync(server, neighbour), late = await PhoneAsync(server, neighbour), nobody = neighbour.Client();
        using StreamReader stream = await StreamAsync(phone);
        await server.StopAsync();
        // It is still known who had left half a minute ago.
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync("/orders", Stop)).StatusCode);

        clock.By = TimeSpan.FromSeconds(31);
        using HttpResponseMessage cut = await phone.GetAsync("/orders", Stop);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (cut.StatusCode, await cut.CodeAsync()));
        Assert.NotNull(cut.Headers.RetryAfter);
        await Assert.ThrowsAnyAsync<IOException>(() => stream.ReadToEndAsync(Stop));
        Assert.Equal("everybody", await nobody.GetStringAsync("/public", Stop));
        await Until.TrueAsync(() => neighbour.Logs.Lines.Any(l => l.Text.Contains("Nothing was heard", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task After_a_restart_of_the_issuer_tokens_from_before_are_refreshed_once()
    {
        await using RunningServer first = await RunningServer.WithAccountAsync();
        await using Neighbour neighbour = await (await Neighbour.StartAsync(first.Url)).ListeningAsync();
        using HttpClient phone = first.Client();
        JsonElement pair = await (await phone.JsonAsync("/auth/login", RunningServer.Credentials("token"))).JsonAsync();
        string port = first.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await first.StopAsync();
        await using RunningServer second = await RunningServer.StartAsync(["--urls", $"http://127.0.0.1:{port}"], folder: first.Folder);

        using HttpClient api = neighbour.Client();
        Bear(api, pair);
        string? code = "";
        while (code != "token_expired")
        {
            using HttpResponseMessage answer = await api.GetAsync("/orders", Stop);
            code = answer.IsSuccessStatusCode ? "" : await answer.CodeAsync();
        }

        using HttpClient again = second.Client();
        JsonElement next = await (await again.JsonAsync("/auth/refresh", JsonSerializer.Serialize(new { refresh_token = pair.GetProperty("refresh_token").GetString() }))).JsonAsync();
        Bear(api, next);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/orders", Stop)).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_guarded_against_other_sites()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await using Neighbour neighbour = await (await Neighbour.StartAsync(server.Url, o => o.Origins.Add("https://app.example"))).ListeningAsync();
        using HttpClient browser = await BrowserAsync(server, neighbour), phone = await PhoneAsync(server, neighbour);
        string self = server.Url.GetLeftPart(UriPartial.Authority);

        Assert.Equal("csrf_origin", await PostAsync(browser, ("Origin", "https://evil.example")));
        Assert.Equal("csrf_cross_site", await PostAsync(browser, ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal("csrf_same_site", await PostAsync(browser, ("Sec-Fetch-Site", "same-site"), ("Origin", "https://blog.example")));
        Assert.Equal("csrf_token_missing", await PostAsync(browser));
        Assert.Equal("", await PostAsync(browser, ("Origin", self)));
        Assert.Equal("", await PostAsync(browser, ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal("", await PostAsync(browser, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://app.example")));
        Assert.Equal("", await PostAsync(phone, ("Origin", "https://evil.example")));

        using var upgrade = new ClientWebSocket();
        upgrade.Options.SetRequestHeader("Cookie", browser.DefaultRequestHeaders.GetValues("Cookie").Single());
        upgrade.Options.SetRequestHeader("Origin", "https://evil.example");
        await Assert.ThrowsAsync<WebSocketException>(() => upgrade.ConnectAsync(SocketOf(neighbour), Stop));
    }

    [Fact]
    public async Task Two_people_in_one_request_are_nobody_and_a_refused_token_is_not_passed_over()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await server.RegisterAsync("bob@example.org");
        await using Neighbour neighbour = await (await Neighbour.StartAsync(server.Url)).ListeningAsync();
        using HttpClient browser = await BrowserAsync(server, neighbour);
        using HttpResponseMessage bob = await server.LoginAsync("bob@example.org", carrier: "token");
        Bear(browser, await bob.JsonAsync());
        Assert.Equal("ambiguous_credentials", await (await browser.GetAsync("/orders", Stop)).CodeAsync());

        browser.DefaultRequestHeaders.Authorization = new("Bearer", "nonsense");
        Assert.Equal("malformed", await (await browser.GetAsync("/orders", Stop)).CodeAsync());

        browser.DefaultRequestHeaders.Authorization = new("Bearer");
        Assert.Equal("malformed", await (await browser.GetAsync("/orders", Stop)).CodeAsync());

        browser.DefaultRequestHeaders.Authorization = null;
        string cookie = browser.DefaultRequestHeaders.GetValues("Cookie").Single();
        browser.DefaultRequestHeaders.Remove("Cookie");
        browser.DefaultRequestHeaders.Add("Cookie", $"{cookie}; {cookie}");
        Assert.Equal("ambiguous_credentials", await (await browser.GetAsync("/orders", Stop)).CodeAsync());
    }

    [Fact]
    public async Task It_refuses_a_token_for_others_one_without_the_role_and_one_that_is_late()
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await server.RegisterAsync("bob@example.org");
        await using Neighbour neighbour = await (await Neighbour.StartAsync(server.Url, o => o.RevocationAge = TimeSpan.FromHours(1), clock)).ListeningAsync();
        await using Neighbour other = await (await Neighbour.StartAsync(server.Url, o => o.Audience = "https://api.example")).ListeningAsync();
        await using Neighbour headers = await (await Neighbour.StartAsync(server.Url, o => o.AcceptCookie = false)).ListeningAsync();
        using HttpClient ada = await PhoneAsync(server, other), bob = neighbour.Client(), browser = await BrowserAsync(server, headers);
        using HttpResponseMessage login = await server.LoginAsync("bob@example.org", carrier: "token");
        Bear(bob, await login.JsonAsync());

        Assert.Equal("wrong_audience", await (await ada.GetAsync("/orders", Stop)).CodeAsync());
        Assert.Equal("no_credentials", await (await browser.GetAsync("/orders", Stop)).CodeAsync());
        using HttpResponseMessage forbidden = await bob.GetAsync("/admin", Stop);
        Assert.Equal((HttpStatusCode.Forbidden, "role_required"), (forbidden.StatusCode, await forbidden.CodeAsync()));
        clock.By = TimeSpan.FromMinutes(6);
        Assert.Equal("token_expired", await (await bob.GetAsync("/orders", Stop)).CodeAsync());
    }

    [Fact]
    public async Task An_emergency_rotation_is_known_there_within_a_minute()
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await using Neighbour neighbour = await (await Neighbour.StartAsync(server.Url, o => o.RevocationAge = TimeSpan.FromHours(1), clock)).ListeningAsync();
        using HttpClient old = await PhoneAsync(server, neighbour);
        Assert.Equal(HttpStatusCode.OK, (await old.GetAsync("/orders", Stop)).StatusCode);
        await server.Services.GetRequiredService<KeyRing>().RotateAsync(atOnce: true);
        using HttpClient fresh = await PhoneAsync(server, neighbour);
        // Whoever invents names of keys does not make it ask more often than every half minute.
        Assert.Equal("bad_signature", await (await fresh.GetAsync("/orders", Stop)).CodeAsync());

        clock.By = TimeSpan.FromSeconds(31);
        await Until.TrueAsync(() => fresh.GetAsync("/orders", Stop).Result.IsSuccessStatusCode);
        Assert.Equal("bad_signature", await (await old.GetAsync("/orders", Stop)).CodeAsync());
    }

    [Theory]
    [InlineData("http://auth.example", "plain http")]
    [InlineData("auth.example", "without path")]
    [InlineData("https://auth.example/cloakroom", "without path")]
    [InlineData("", "without path")]
    public void An_authority_that_is_none_does_not_start(string authority, string why)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddCloakroomTokens(authority));
        Assert.Contains("authority of AddCloakroomTokens", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(3601)]
    public void An_age_out_of_range_does_not_start(int seconds) => Assert.Contains("RevocationAge", Assert.Throws<OptionsValidationException>(
        () => new ServiceCollection().AddCloakroomTokens("https://auth.example", o => o.RevocationAge = TimeSpan.FromSeconds(seconds))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_connection_that_is_lost_as_soon_as_it_is_made_ends_nothing()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using var line = new CutLine(5);
        await using Neighbour neighbour = await (await Neighbour.StartAsync(server.Url, o => o.Backchannel = line)).ListeningAsync();
        using HttpClient phone = await PhoneAsync(server, neighbour);

        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync("/orders", Stop)).StatusCode);
        Assert.True(line.Calls > 5);
    }

    [Fact]
    public async Task An_issuer_that_is_not_there_is_waited_for()
    {
        await using Neighbour neighbour = await Neighbour.StartAsync(new Uri("http://127.0.0.1:9"));
        using HttpClient client = neighbour.Client();
        Assert.Equal("everybody", await client.GetStringAsync("/public", Stop));
        client.DefaultRequestHeaders.Authorization = new("Bearer", await AnyTokenAsync());
        using HttpResponseMessage answer = await client.GetAsync("/orders", Stop);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (answer.StatusCode, await answer.CodeAsync()));
    }

    private static async Task<string> AnyTokenAsync()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpResponseMessage login = await server.LoginAsync(carrier: "token");
        return (await login.JsonAsync()).GetProperty("access_token").GetString() ?? "";
    }

    private static async Task<string?> PostAsync(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders");
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage answer = await client.SendAsync(request, Stop);
        return answer.IsSuccessStatusCode ? "" : await answer.CodeAsync();
    }

    private static async Task<StreamReader> StreamAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stream");
        request.Headers.Accept.ParseAdd("text/event-stream");
        HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        var reader = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(Stop));
        Assert.Equal("data: here", await reader.ReadLineAsync(Stop));
        return reader;
    }

    private static async Task<ClientWebSocket> SocketAsync(Neighbour neighbour, HttpClient like)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", like.DefaultRequestHeaders.Authorization?.ToString());
        await socket.ConnectAsync(SocketOf(neighbour), Stop);
        return socket;
    }

    private static Uri SocketOf(Neighbour neighbour) => new UriBuilder(neighbour.Url) { Scheme = "ws", Path = "/socket" }.Uri;

    private static async Task<HttpClient> PhoneAsync(RunningServer server, Neighbour neighbour)
    {
        using HttpResponseMessage login = await server.LoginAsync(carrier: "token");
        HttpClient client = neighbour.Client();
        Bear(client, await login.JsonAsync());
        return client;
    }

    private static async Task<HttpClient> BrowserAsync(RunningServer server, Neighbour neighbour)
    {
        using HttpResponseMessage login = await server.LoginAsync(carrier: "jwt-cookie");
        HttpClient client = neighbour.Client();
        client.DefaultRequestHeaders.Add("Cookie", login.Headers.GetValues("Set-Cookie").Single(l => l.StartsWith("access_token=", StringComparison.Ordinal)).Split(';')[0]);
        return client;
    }

    private static async Task LogoutAsync(RunningServer server, HttpClient like, bool all = false)
    {
        using HttpClient client = server.Client();
        client.DefaultRequestHeaders.Authorization = like.DefaultRequestHeaders.Authorization;
        using HttpResponseMessage answer = await client.PostAsync($"/auth/logout?all={(all ? "true" : "false")}", content: null, Stop);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static void Bear(HttpClient client, JsonElement pair) =>
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", pair.GetProperty("access_token").GetString());

    // The first calls fail as .NET's own do where the other end is gone at once.
    private sealed class CutLine(int times) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _calls;

        public int Calls => _calls;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _calls) <= times ? throw new SocketException((int)SocketError.NotConnected) : base.SendAsync(request, cancellationToken);
    }
}
