using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>To which hosts and paths the session goes. Beside it a plain cookie shows what another scope would do.</summary>
public sealed class ScopeTests(Chromium chromium) : People(chromium)
{
    [Fact]
    public async Task It_goes_to_every_path_of_its_host()
    {
        await using LibraryApp app = await LibraryApp.StartAsync();
        IPage page = await NewPageAsync();
        await app.LogInAsync(page);
        await GiveAsync(page, app, "narrow=1; Path=/target");

        await page.GotoAsync($"{app.Url}target/far/below?and=more");
        await page.GotoAsync($"{app.Url}settings");

        Arrival below = Assert.Single(app.Recorder.At("/target/far/below")), elsewhere = Assert.Single(app.Recorder.At("/settings"));
        Assert.True(below.BroughtSession && elsewhere.BroughtSession);
        Assert.Contains("narrow=1", below.Cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("narrow=1", elsewhere.Cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_does_not_go_to_a_subdomain_of_localhost()
    {
        await using LibraryApp app = await LibraryApp.StartAsync();
        IPage page = await NewPageAsync();
        await app.LogInAsync(page);

        await page.GotoAsync($"http://sub.localhost:{app.Url.Port}/target");

        Assert.Equal("", Assert.Single(app.Recorder.At("/target")).Cookie);
    }

    [Fact]
    public async Task It_goes_neither_to_a_subdomain_nor_to_the_domain_above()
    {
        const string Host = $"shop.{Chromium.Domain}";
        await using LibraryApp app = await LibraryApp.StartAsync(Host, Certificate.Create());
        IPage page = await NewPageAsync();
        await app.LogInAsync(page);
        await GiveAsync(page, app, $"wide=1; Domain={Chromium.Domain}; Path=/");

        foreach (string host in new[] { $"sub.{Host}", Chromium.Domain, $"other.{Chromium.Domain}" })
        {
            app.Recorder.Clear();
            await page.GotoAsync($"https://{host}:{app.Url.Port}/target");
            Assert.Equal("wide=1", Assert.Single(app.Recorder.At("/target")).Cookie);
        }

        app.Recorder.Clear();
        await page.GotoAsync($"{app.Url}target");
        Assert.True(Assert.Single(app.Recorder.At("/target")).BroughtSession);
    }

    [Fact]
    public async Task It_comes_along_when_a_redirect_stays_on_the_host()
    {
        await using LibraryApp app = await LibraryApp.StartAsync();
        IPage page = await NewPageAsync();
        await app.LogInAsync(page);

        await page.GotoAsync($"{app.Url}hop");

        Assert.Equal($"{app.Url}target", page.Url);
        Assert.True(Assert.Single(app.Recorder.At("/hop")).BroughtSession);
        Assert.True(Assert.Single(app.Recorder.At("/target")).BroughtSession);
    }

    private static Task<IResponse?> GiveAsync(IPage page, LibraryApp app, string cookie) => page.GotoAsync($"{app.Url}give?cookie={Uri.EscapeDataString(cookie)}");
}
