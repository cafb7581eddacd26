using System.Globalization;
using Cloakroom.ServerTests.Browser;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Quickstart;

/// <summary>The page does what it promises: the lines are counted, typed, and lead a browser to the protected page.</summary>
public sealed class QuickstartTests(Chromium chromium) : People(chromium)
{
    private const int MostLines = 10;

    public static TheoryData<string> Ways => new(QuickstartPage.Ways);

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_way_has_ten_lines_at_most(string way) => Assert.InRange(QuickstartPage.LinesOf(way), 1, MostLines);

    [Fact]
    public async Task The_application_beside_the_server_greets_who_is_logged_in()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/node"), "/usr/bin/node is missing: apt-get install nodejs");
        await using var typist = new Typist();
        await using ServerProcess server = await ServerProcess.StartAsync();
        // The server that is built already, in the place of a clone.
        foreach (QuickstartStep step in QuickstartPage.StepsOf(QuickstartPage.Ways[1]).Where(s => s.File is not null || s.Text.StartsWith("node", StringComparison.Ordinal)))
        {
            await typist.DoAsync(step with { Text = step.Text.Replace("4242", server.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) });
        }

        Assert.Equal($"Hello {Person.Email}", await RegisterAndOpenAsync(typist, server.Url));
    }

    /// <summary>Everything from the clone on, which takes minutes: <c>eng/quickstart</c> runs it.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task From_a_clone_to_a_protected_page(string way)
    {
        if (Environment.GetEnvironmentVariable("CLOAKROOM_LONG") is null)
        {
            return;
        }

        await using var typist = new Typist();
        Uri? address = null;
        foreach (QuickstartStep step in QuickstartPage.StepsOf(way))
        {
            address = await typist.DoAsync(step) ?? address;
        }

        bool isLibrary = way == QuickstartPage.Ways[0];
        string seen = await typist.TimeAsync("log in with a browser", () => isLibrary
            ? LogInAndOpenAsync(address ?? throw new InvalidOperationException("The application did not say where it listens.")) : RegisterAndOpenAsync(typist, typist.Address("4242")));
        Assert.Equal(isLibrary ? "Hello ada" : $"Hello {Person.Email}", seen);

        string[] report = [$"{way}: {QuickstartPage.LinesOf(way)} lines", .. typist.Times, string.Create(CultureInfo.InvariantCulture, $"{typist.Total.TotalSeconds,7:0.0} s  of 120 s in all"), ""];
        await File.AppendAllLinesAsync(Path.Combine(Repository.Artifacts, "quickstart.txt"), report, TestContext.Current.CancellationToken);
    }

    private async Task<string> LogInAndOpenAsync(Uri address)
    {
        IPage page = await NewPageAsync();
        await page.GotoAsync(address.ToString());
        await page.FillAsync("input[name=password]", "open sesame");
        await page.ClickAsync("button");
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("Hello");
        return await page.InnerTextAsync("body");
    }

    private async Task<string> RegisterAndOpenAsync(Typist typist, Uri server)
    {
        IPage page = await NewPageAsync();
        await page.GotoAsync(typist.Address("3000").ToString());
        Assert.Equal($"{server}login", page.Url);
        await page.RegisterAsync(server);
        await page.GotoAsync(typist.Address("3000").ToString());
        return await page.InnerTextAsync("body");
    }
}
