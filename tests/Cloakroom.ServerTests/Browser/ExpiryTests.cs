using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A session ends by itself, and the person is told why.</summary>
public sealed class ExpiryTests(Chromium chromium) : People(chromium)
{
    [Fact]
    public async Task An_hour_without_a_request_ends_it()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);

        server.Clock.Advance(TimeSpan.FromMinutes(59));
        await page.ReloadAsync();
        await ExpectToBeInAsync(page);
        server.Clock.Advance(TimeSpan.FromMinutes(60));

        await ExpectToBeOutAsync(page, "expired_idle");
    }

    [Fact]
    public async Task A_day_ends_it_whatever_the_use()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);

        for (int hour = 0; hour < 24; hour++)
        {
            await page.ReloadAsync();
            await ExpectToBeInAsync(page);
            server.Clock.Advance(TimeSpan.FromMinutes(59.5));
        }

        await page.ReloadAsync();
        await ExpectToBeInAsync(page);
        server.Clock.Advance(TimeSpan.FromMinutes(12));

        await ExpectToBeOutAsync(page, "expired_absolute");
    }

    [Fact]
    public async Task The_real_server_keeps_the_times_of_its_settings()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new(StringComparer.Ordinal)
        {
            ["Session:Idle"] = "00:00:01",
            ["Session:Absolute"] = "00:00:30",
        });
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);

        await page.WaitForFunctionAsync("end => Date.now() > end", await page.EvaluateAsync<double>("Date.now() + 1000"));

        await ExpectToBeOutAsync(page, "expired_idle");
    }

    [Fact]
    public async Task The_browser_forgets_the_cookie_by_itself_at_the_greatest_age()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new(StringComparer.Ordinal) { ["Session:Absolute"] = "00:00:02" });
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);

        await Until.TrueAsync(async () => (await page.Context.CookiesAsync()).All(c => c.Name == "device"), "the cookie was gone");

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#cookie")).ToHaveTextAsync("Cookie: device=48 characters, hidden");
    }

    private static async Task ExpectToBeInAsync(IPage page) => Assert.Equal($"You are {Person.Email}", await page.InnerTextAsync("h1"));

    private static async Task ExpectToBeOutAsync(IPage page, string why)
    {
        await page.ReloadAsync();
        Assert.Equal("Nobody is logged in here", await page.InnerTextAsync("h1"));
        Assert.Equal(why, await page.NoticeAsync());
        await page.GotoAsync($"{page.Url}account/sessions");
        Assert.Equal($"/login?return=%2Faccount%2Fsessions&error={why}", new Uri(page.Url).PathAndQuery);
        Assert.Equal(why, await page.NoticeAsync());
    }
}
