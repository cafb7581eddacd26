using System.Text.Json;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>
/// The table that compares the carriers, in docs/carriers.md: each of its cells is what a real browser, a program without a cookie jar, or the
/// wire shows here.
/// </summary>
public sealed class CarrierTableTests(Chromium chromium) : People(chromium)
{
    private const string Devices = "/account/sessions";

    private static readonly string[] Carriers = ["cookie", "token", "jwt-cookie"];

    [Fact]
    public async Task Each_cell_is_what_is_seen()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        await using OtherSite other = await OtherSite.StartAsync();
        await (await NewPageAsync()).RegisterAsync(server.Url);
        CarrierPage[] pages = [.. await Task.WhenAll(Carriers.Select(async c => await CarrierPage.LogInAsync(await NewPageAsync(), server, c)))];

        string[] seen =
        [
            await RowAsync("sent by the browser itself", pages, async p => YesOrNo(await p.GoAsync("/auth/session") == 200)),
            await RowAsync("a page of another origin can make the browser send it (CSRF)", pages, p => ForgeAsync(p, server, other)),
            await RowAsync("pages that a server renders know who it is", pages, async p => YesOrNo(await ShowsDevicesAsync(p, () => p.GoAsync(Devices)))),
            await RowAsync("a link of another site arrives logged in", pages, async p => YesOrNo(await ShowsDevicesAsync(p, () => other.FollowLinkAsync(p.Page, Address(server, Devices))))),
            await RowAsync("so does a redirect of another site", pages, async p => YesOrNo(await ShowsDevicesAsync(p, () => other.FollowRedirectAsync(p.Page, Address(server, Devices))))),
            await RowAsync("a script of the page can read it", pages, async p => YesOrNo(await p.CanReadAsync())),
            await RowAsync("an app without a cookie jar can show it", pages, async p => YesOrNo(await WorksWithoutJarAsync(server, p.Carrier))),
            await RowAsync("a session lives at most", pages, p => Task.FromResult(p.Lifetime)),
            await RowAsync("bytes with every request", pages, p => Task.FromResult(p.Bytes)),
        ];

        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "carriers.md"), TestContext.Current.CancellationToken);
        string[] told = page.Split('\n');
        Assert.True(Array.TrueForAll(seen, told.Contains), $"docs/carriers.md must have these rows:\n{string.Join('\n', seen)}");
    }

    private static string Address(InProcessServer server, string path) => server.Url.GetLeftPart(UriPartial.Authority) + path;

    private static string YesOrNo(bool yes) => yes ? "yes" : "no";

    private static async Task<string> RowAsync(string name, CarrierPage[] pages, Func<CarrierPage, Task<string>> look)
    {
        string row = $"| {name} |";
        foreach (CarrierPage page in pages)
        {
            row += $" {await look(page)} |";
        }

        return row;
    }

    // The same machine under the same name is another origin of the same site: SameSite=Strict does not hold the cookie back.
    private static async Task<string> ForgeAsync(CarrierPage victim, InProcessServer server, OtherSite other)
    {
        await victim.Page.GotoAsync($"http://localhost:{other.Port}/");
        server.Recorder.Clear();
        await victim.Page.EvaluateAsync("to => fetch(to, { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => {})", Address(server, "/auth/logout?all=true"));
        Arrival arrival = await server.Recorder.NextAtAsync("/auth/logout");
        return arrival switch
        {
            { Cookie: "" } => "no",
            { Status: 403 } => "yes, and it is refused",
            _ => $"yes, and it is answered with {arrival.Status}",
        };
    }

    private static async Task<bool> ShowsDevicesAsync(CarrierPage page, Func<Task> go)
    {
        await go();
        // Either the devices or the login, after however many steps.
        await Until.ArrivedAsync(page.Page, u => u.EndsWith(Devices, StringComparison.Ordinal) || u.Contains("/login", StringComparison.Ordinal));
        await Assertions.Expect(page.Page.Locator("h1")).ToBeVisibleAsync();
        return await page.Page.Locator("h1").InnerTextAsync() == "Your devices";
    }

    // All that it has is what stands in the body of the answer.
    private static async Task<bool> WorksWithoutJarAsync(InProcessServer server, string carrier)
    {
        using var app = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Url };
        using var body = new StringContent(JsonSerializer.Serialize(new { email = Person.Email, password = Person.Password, carrier }), System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage login = await app.PostAsync("/auth/login", body);
        using JsonDocument json = JsonDocument.Parse(await login.Content.ReadAsStringAsync());
        if (json.RootElement.TryGetProperty("access_token", out JsonElement token))
        {
            app.DefaultRequestHeaders.Authorization = new("Bearer", token.GetString());
        }

        using HttpResponseMessage answer = await app.GetAsync("/auth/session");
        return answer.IsSuccessStatusCode;
    }
}
