using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The browser client (<c>/cloakroom.js</c>) in a real browser, with a JWT in a cookie.</summary>
public sealed class BrowserClientTests(Chromium chromium) : People(chromium)
{
    private const string Client = "const cloakroom = await import('/cloakroom.js');";

    [Fact]
    public async Task Many_requests_of_two_tabs_meet_an_expired_token_and_one_refresh_heals_all()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        (IPage one, IPage two) = await TwoTabsAsync(server);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        server.Recorder.Clear();

        const string Ask = $$"""async () => { {{Client}} return await Promise.all([1, 2, 3, 4].map(async () => (await cloakroom.request('/auth/session')).status)); }""";
        int[][] answers = await Task.WhenAll(one.EvaluateAsync<int[]>(Ask), two.EvaluateAsync<int[]>(Ask));

        Assert.All(answers.SelectMany(a => a), status => Assert.Equal(200, status));
        // Two where the second tab asked after the first had finished, and before it had heard of it.
        Assert.InRange(server.Recorder.At("/auth/refresh").Length, 1, 2);
    }

    [Fact]
    public async Task A_logout_in_one_tab_is_told_to_the_other_and_no_script_sees_a_secret()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        (IPage one, IPage two) = await TwoTabsAsync(server);
        Assert.Equal("", await one.EvaluateAsync<string>("document.cookie"));
        Assert.Equal(0, await one.EvaluateAsync<int>("localStorage.length + sessionStorage.length"));

        // It listens before anybody logs out.
        await two.EvaluateAsync($$"""async () => { {{Client}} window.heard = new Promise(done => cloakroom.events.addEventListener('logout', e => done(e.type))); }""");
        Assert.True(await one.EvaluateAsync<bool>($$"""async () => { {{Client}} return await cloakroom.session() !== null; }"""));
        Assert.Equal(204, await one.EvaluateAsync<int>($$"""async () => { {{Client}} return (await cloakroom.logout()).status; }"""));

        Assert.Equal("logout", await two.EvaluateAsync<string>("() => window.heard"));
        Assert.True(await two.EvaluateAsync<bool>($$"""async () => { {{Client}} return await cloakroom.session() === null; }"""));
    }

    [Fact]
    public async Task It_is_under_three_kilobytes()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        using var client = new HttpClient();
        byte[] script = await client.GetByteArrayAsync($"{server.Url}cloakroom.js", TestContext.Current.CancellationToken);
        Assert.InRange(script.Length, 1000, 3000);
    }

    // Logged in by the client itself, so that there is nothing but the JWT.
    private async Task<(IPage One, IPage Two)> TwoTabsAsync(InProcessServer server)
    {
        // It plays the page of an application: the server's own pages run no script that is not theirs.
        IPage one = await NewPageAsync(new() { BypassCSP = true });
        await one.RegisterAsync(server.Url);
        await one.Context.ClearCookiesAsync();
        Assert.Equal(200, await one.EvaluateAsync<int>(
            $$"""async ([email, password]) => { {{Client}} return (await cloakroom.login(email, password)).status; }""", new[] { Person.Email, Person.Password }));
        IPage two = await one.Context.NewPageAsync();
        await two.GotoAsync(server.Url.ToString());
        return (one, two);
    }
}
