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

    /// <summary>In a short run what is built already stands in for the clone; <c>eng/quickstart</c> types every line as it stands.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Who_types_the_lines_arrives_at_the_protected_page(string way)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/node"), "/usr/bin/node is missing: apt-get install nodejs");
        bool isWhole = Environment.GetEnvironmentVariable("CLOAKROOM_LONG") is not null;
        await using var typist = new Typist();
        Uri? address = null;
        foreach (QuickstartStep step in isWhole ? QuickstartPage.StepsOf(way) : QuickstartPage.StepsOf(way).Where(s => !IsClone(s)).Select(Shortened))
        {
            address = await typist.DoAsync(step) ?? address;
        }

        bool isLibrary = way == QuickstartPage.Ways[0];
        string seen = await typist.TimeAsync("log in with a browser", () => isLibrary
            ? LogInAndOpenAsync(address ?? throw new InvalidOperationException("The application did not say where it listens.")) : RegisterAndOpenAsync(typist, typist.Address("4242")));
        Assert.Equal(isLibrary ? "Hello ada" : $"Hello {Person.Email}", seen);
        if (isWhole)
        {
            string[] report = [$"{way}: {QuickstartPage.LinesOf(way)} lines", .. typist.Times, string.Create(CultureInfo.InvariantCulture, $"{typist.Total.TotalSeconds,7:0.0} s  of 120 s in all"), ""];
            await File.AppendAllLinesAsync(Path.Combine(Repository.Artifacts, "quickstart.txt"), report, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsClone(QuickstartStep step) => step.Text.StartsWith("git clone ", StringComparison.Ordinal);

    private static QuickstartStep Shortened(QuickstartStep step) => step.File is not null ? step : step with
    {
        Text = step.Text.Replace("cloakroom/src", $"{Repository.Root}/src", StringComparison.Ordinal)
            .Replace("dotnet run ", step.Text.EndsWith(".Server", StringComparison.Ordinal) ? "dotnet run -c Release --no-build " : "dotnet run -c Release ", StringComparison.Ordinal),
    };

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
        await OpenAsync(page, typist.Address("3000"));
        Assert.Equal($"{server}login", page.Url);
        await page.RegisterAsync(server);
        await OpenAsync(page, typist.Address("3000"));
        return await page.InnerTextAsync("body");
    }

    // The application says 503 where it does not hear from the server in time, as on a machine that builds beside it; a person opens the page again.
    private static async Task OpenAsync(IPage page, Uri address)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await page.GotoAsync(address.ToString());
                return;
            }
            catch (PlaywrightException silent) when (tries < 3 && silent.Message.Contains("ERR_HTTP_RESPONSE_CODE_FAILURE", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
            }
        }
    }
}
