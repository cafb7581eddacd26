using Cloakroom.Testing;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.HandOver;

public sealed class HandOverTests : IAsyncLifetime
{
    private const string App = "app.localhost:8080", Home = "localhost:4242", Place = $"http://{App}/orders?page=2";

    private readonly FakeClock _clock = new(TimeProvider.System.GetUtcNow());
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(["--PublicUrl", $"http://{Home}", "--ReturnHosts", $"{App},localhost:9000"], s => s.AddSingleton<TimeProvider>(_clock));
        using HttpResponseMessage registered = await _server.RegisterAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Fact]
    public async Task A_session_goes_to_another_host_by_way_of_the_browser()
    {
        string session = await LogInAsync();
        Step begin = await GetAsync(App, "/auth/arrive?return=%2Forders%3Fpage%3D2");
        Assert.Equal(HttpStatusCode.Redirect, begin.Status);
        Assert.StartsWith($"http://{Home}/auth/handover?to={Uri.EscapeDataString(Place)}&browser=", begin.Location, StringComparison.Ordinal);

        Step over = await GetAsync(Home, PathOf(begin.Location), session);
        Assert.StartsWith($"http://{App}/auth/arrive?code=", over.Onward, StringComparison.Ordinal);

        Step end = await GetAsync(App, PathOf(over.Onward), begin.Cookie);
        Assert.Equal("/orders?page=2", end.Onward);
        Assert.Equal(session, end.Cookie);
    }

    [Fact]
    public async Task Nobody_is_asked_to_log_in_first()
    {
        Step begin = await GetAsync(App, "/auth/arrive?return=%2Forders");
        Step over = await GetAsync(Home, PathOf(begin.Location));
        Assert.StartsWith("/login?return=" + Uri.EscapeDataString("/auth/handover?to="), over.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_can_return_to_another_host()
    {
        Step depart = await GetAsync(Home, $"/auth/depart?to={Uri.EscapeDataString(Place)}");
        Assert.Equal($"http://{App}/auth/arrive?return=%2Forders%3Fpage%3D2", depart.Onward);
    }

    [Fact]
    public async Task A_voucher_is_of_no_use_to_another_browser()
    {
        (string code, _) = await VoucherAsync();
        string stranger = (await GetAsync(App, "/auth/arrive?return=%2F")).Cookie;
        await RefusedAsync(App, code, stranger);
        await RefusedAsync(App, code, cookie: null);
    }

    [Fact]
    public async Task A_voucher_is_of_no_use_at_another_host()
    {
        (string code, string secret) = await VoucherAsync();
        await RefusedAsync(Home, code, secret);
        await RefusedAsync("localhost:9000", code, secret);
        await RefusedAsync("evil.example", code, secret);
    }

    [Fact]
    public async Task A_voucher_is_of_no_use_after_a_minute()
    {
        (string code, string secret) = await VoucherAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await RefusedAsync(App, code, secret);
    }

    [Fact]
    public async Task An_altered_voucher_is_refused()
    {
        (string code, string secret) = await VoucherAsync();
        foreach (string other in new[] { "", "AAAA", code[..^1], code + "A", code.Replace(code[^8], code[^8] == 'x' ? 'y' : 'x'), "%00", new string('A', 5000) })
        {
            await RefusedAsync(App, other, secret);
        }
    }

    [Theory]
    [InlineData("https://app.localhost:8080/")]
    [InlineData("http://app.localhost/")]
    [InlineData("http://evil.example/")]
    [InlineData("http://app.localhost:8080@evil.example/")]
    [InlineData("http://app.localhost:8080")]
    [InlineData("http://app.localhost:8080\\@evil.example/")]
    [InlineData("//app.localhost:8080/")]
    [InlineData("http://localhost:9000/")]
    [InlineData("")]
    public async Task Nothing_is_handed_over_to_a_host_that_is_not_listed(string place)
    {
        string session = await LogInAsync(), mark = new('A', 43);
        Step over = await GetAsync(Home, $"/auth/handover?to={Uri.EscapeDataString(place)}&browser={mark}", session);
        Assert.Equal((HttpStatusCode.BadRequest, "", ""), (over.Status, over.Location, over.Onward));
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(Home, $"/auth/depart?to={Uri.EscapeDataString(place)}")).Status);
    }

    private async Task<(string Code, string Secret)> VoucherAsync()
    {
        string session = await LogInAsync();
        Step begin = await GetAsync(App, "/auth/arrive?return=%2F");
        Step over = await GetAsync(Home, PathOf(begin.Location), session);
        return (over.Onward[(over.Onward.IndexOf("code=", StringComparison.Ordinal) + 5)..], begin.Cookie);
    }

    private async Task RefusedAsync(string host, string code, string? cookie)
    {
        Step end = await GetAsync(host, $"/auth/arrive?code={code}", cookie);
        Assert.Equal((HttpStatusCode.BadRequest, "", ""), (end.Status, end.Cookie, end.Onward));
    }

    private async Task<string> LogInAsync()
    {
        using HttpResponseMessage login = await Server.LoginAsync();
        return Pair(login, "session_id=");
    }

    private async Task<Step> GetAsync(string host, string path, string? cookie = null)
    {
        using HttpClient client = Server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        request.Headers.Accept.ParseAdd("text/html");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string page = await answer.TextAsync();
        int onward = page.IndexOf("id=\"onward\" href=\"", StringComparison.Ordinal);
        return new(
            answer.StatusCode, answer.Headers.Location?.OriginalString ?? "", Pair(answer, ""),
            onward < 0 ? "" : WebUtility.HtmlDecode(page[(onward + 18)..page.IndexOf('"', onward + 18)]));
    }

    // The first cookie whose line begins so, as the browser sends it back.
    private static string Pair(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines) && lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? line.Split(';')[0] : "";

    private static string PathOf(string url) => new Uri(url).PathAndQuery;

    private sealed record Step(HttpStatusCode Status, string Location, string Cookie, string Onward);
}
