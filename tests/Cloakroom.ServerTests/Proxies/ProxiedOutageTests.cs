using System.Net;
using System.Net.Sockets;
using Cloakroom.ServerTests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>The store goes away, or Cloakroom itself: behind the proxies nobody is let in and nobody is logged out (F43).</summary>
[Collection<InstallationCollection>]
public sealed class ProxiedOutageTests(Chromium chromium, Installation installation) : People(chromium)
{
    [Theory]
    [InlineData("nginx", "Node")]
    [InlineData("Caddy", "Python")]
    public async Task While_the_store_is_away_a_person_sees_that_and_no_login_page(string proxy, string app)
    {
        Site site = installation.Site(proxy, app);
        IPage page = await NewPageAsync();
        await page.GotoAsync(site.Origin + "/cups?size=small");
        await page.LogInHereAsync(Installation.Ada);
        await Until.ArrivedAsync(page, url => url == site.Origin + "/cups?size=small");

        installation.LoseStore();
        try
        {
            // Who is known goes on for a moment.
            IResponse? answer = null;
            await Until.TrueAsync(async () => (answer = await page.ReloadAsync())?.Status != 200, "the outage was seen");
            Assert.Equal(503, answer?.Status);
            Assert.NotNull(await (answer?.HeaderValueAsync("Retry-After") ?? Task.FromResult<string?>(null)));
            Assert.Equal(site.Origin + "/cups?size=small", page.Url);
            await Expect(page.Locator("#email")).ToHaveCountAsync(0);
        }
        finally
        {
            await installation.FindStoreAsync();
        }

        await Until.TrueAsync(async () => (await page.ReloadAsync())?.Status == 200, "the store was back");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"Hello {Installation.Ada}");
    }

    [Fact]
    public async Task While_Cloakroom_is_down_everything_is_503_and_afterwards_everybody_is_still_logged_in()
    {
        using var caller = new Caller(installation.Server.Url);
        string session = await Installation.LogInAsync(caller);
        await installation.Server.KillAsync();
        try
        {
            foreach (Site site in installation.Sites)
            {
                using var visitor = new Caller(site.Url);
                foreach (string target in new[] { "/", "/public/", "/office", "/login" })
                {
                    Down(site, await visitor.GetAsync(target, session));
                    Down(site, await visitor.GetAsync(target));
                }

                Down(site, await visitor.SendAsync(HttpMethod.Post, "/orders", session, new StringContent("order=1")));
                await Expect((await OpenAsync(site)).GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Back soon");
            }

            // It is the same page in both recipes.
            await Looks.ExpectGoodAsync(await OpenAsync(installation.Sites.First()), "proxy-down");
        }
        finally
        {
            await installation.Server.StartAgainAsync();
        }

        foreach (Site site in installation.Sites)
        {
            using var visitor = new Caller(site.Url);
            Assert.Equal(200, (await visitor.GetAsync("/", session)).Status);
        }
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("Caddy")]
    public async Task A_Cloakroom_that_does_not_answer_has_a_second(string proxy)
    {
        // It takes connections, and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using ProxyProcess front = await Recipe.StartAsync(proxy, FreePort.Next(), FreePort.Next(), ((IPEndPoint)silent.LocalEndpoint).Port, "1s");
        using var visitor = new Caller(front.Url);
        Reply reply = await visitor.GetAsync("/");
        Assert.Equal((503, "store_unavailable", "5"), (reply.Status, reply.Code, reply.Header("Retry-After")));
    }

    private async Task<IPage> OpenAsync(Site site)
    {
        IPage page = await NewPageAsync();
        Assert.Equal(503, (await page.GotoAsync(site.Origin + "/"))?.Status);
        return page;
    }

    private static void Down(Site site, Reply reply)
    {
        Assert.Equal((site.Url, 503, "store_unavailable"), (site.Url, reply.Status, reply.Code));
        Assert.NotEmpty(reply.Header("Retry-After"));
        Assert.Empty(reply.Headers["Set-Cookie"]);
    }
}
