using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The page /doctor in a real browser.</summary>
public sealed class DoctorPageTests(Chromium chromium) : People(chromium)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chromium_does_what_the_jar_expects_of_every_kind_of_cookie(bool tls)
    {
        using X509Certificate2? certificate = tls ? Certificate.Create() : null;
        await using InProcessServer server = await InProcessServer.StartAsync(certificate: certificate);
        IPage page = await NewPageAsync();
        await page.GotoAsync($"{server.Url}doctor");

        await page.TryBrowserAsync();

        await Assertions.Expect(page.Locator("[data-progress]")).ToHaveTextAsync("This browser does what is expected of every kind of cookie.");
        Assert.Equal(16 * 4, await page.Locator(".same").CountAsync());
        Assert.Equal(0, await page.Locator(".differs").CountAsync());
        Assert.Equal("Try this browser", await page.EvaluateAsync<string>("document.activeElement.textContent"));
    }

    [Fact]
    public async Task It_leaves_no_cookie_and_no_trace_of_the_session()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);
        BrowserContextCookiesResult session = Assert.Single(await page.Context.CookiesAsync(), c => !c.Name.EndsWith("device", StringComparison.Ordinal));
        await page.GotoAsync($"{server.Url}doctor");

        await page.TryBrowserAsync();

        await Until.TrueAsync(async () => (await page.Context.CookiesAsync()).Count == 2, "the cookies of the probe are deleted");
        Assert.Equal(session.Value, Assert.Single(await page.Context.CookiesAsync(), c => !c.Name.EndsWith("device", StringComparison.Ordinal)).Value);
        string report = await page.Locator("#report").InnerTextAsync();
        Assert.DoesNotContain(session.Value, report, StringComparison.Ordinal);
        Assert.DoesNotContain(session.Value, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Contains("SameSite=Strict", report, StringComparison.Ordinal);
        Assert.Equal($"{server.Url}doctor", page.Url);
    }

    [Fact]
    public async Task A_cookie_that_does_not_come_is_pointed_out()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.GotoAsync($"{server.Url}doctor");
        // As an extension would that takes a cookie away.
        await page.RouteAsync("**/doctor/probe/seen*", async route =>
        {
            await page.Context.ClearCookiesAsync(new() { Name = "doctor-lax" });
            await route.ContinueAsync();
        });

        await page.TryBrowserAsync();

        await Assertions.Expect(page.Locator("[data-trial=lax] .surprise")).ToHaveTextAsync("This browser differs: fetch no (expected yes), iframe no (expected yes), link no (expected yes).");
        await Assertions.Expect(page.Locator("[data-progress]")).ToContainTextAsync("differs on 1 of 16");
        Assert.Contains("iframe no (expected yes)", await page.Locator("#report").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_another_name_it_says_where_the_server_is()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.GotoAsync($"http://127.0.0.1:{server.Url.Port}/doctor");

        await Assertions.Expect(page.Locator("[data-elsewhere]")).ToContainTextAsync($"You are not at http://localhost:{server.Url.Port}");
    }

    [Fact]
    public async Task Without_scripts_it_says_what_needs_them_and_judges_a_line()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync(new() { JavaScriptEnabled = false });
        await page.GotoAsync($"{server.Url}doctor");
        await Assertions.Expect(page.GetByText("This part needs scripts")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Try it now" })).ToBeHiddenAsync();

        await page.JudgeAsync("sid=top-secret; Path=/; Secure", "http://shop.example/login", "http://shop.example/");

        await Assertions.Expect(page.Locator("#report-of-line")).ToContainTextAsync("secure-over-http");
        await Assertions.Expect(page.Locator("#report-of-line")).ToContainTextAsync("Use https at both ends.");
        Assert.DoesNotContain("top-secret", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal("sid=…; Path=/; Secure", await page.InputValueAsync("#line"));
    }

    [Fact]
    public async Task It_is_linked_from_the_wire()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.GotoAsync(server.Url.ToString());
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "The doctor" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Where is my cookie?");
    }
}
