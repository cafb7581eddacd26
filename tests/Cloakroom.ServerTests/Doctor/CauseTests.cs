using Cloakroom.Server.Doctor;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Doctor;

/// <summary>
/// The commonest causes of a missing cookie: each is there in a real browser, the doctor names it, and after the change that the doctor asks
/// for the same browser brings the cookie.
/// </summary>
public sealed class CauseTests(TrustingPerson person) : IClassFixture<TrustingPerson>
{
    private const string FetchTwice = """
        async ([login, me, credentials]) => {
            try {
                await fetch(login, { credentials });
                return (await (await fetch(me, { credentials })).text()).includes("known") ? "known" : "nobody";
            } catch {
                return "network error";
            }
        }
        """;

    private const string ElementWith = "([name, attribute, value]) => { const e = document.createElement(name); e[attribute] = value; document.body.append(e); }";

    public static TheoryData<string> Codes => Cause.Codes;

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task The_doctor_names_the_cause_and_its_change_brings_the_cookie(string code)
    {
        var cause = Cause.Named(code);
        await using Stage faulty = await Stage.StartAsync(cause.Faulty), mended = await Stage.StartAsync(cause.Mended);

        Diagnosis before = await faulty.DiagnoseAsync(), after = await mended.DiagnoseAsync();

        Assert.Equal(code, before.Cause?.Code);
        Assert.Contains(cause.Fix, before.Cause?.Fix, StringComparison.Ordinal);
        Assert.True(code == "fetch-credentials" || after.Findings.All(f => f.Code != code), $"{after.Cause}");
        Assert.NotEqual("known", await LookAsync(faulty, cause.Faulty.Call));
        Assert.Equal("known", await LookAsync(mended, cause.Mended.Call));
    }

    [Fact]
    public async Task A_certificate_that_nobody_signed_is_a_finding()
    {
        await using Stage stage = await Stage.StartAsync(new(Setup.App, Setup.App, "sid=1; Path=/; Secure"));

        Diagnosis found = await stage.DiagnoseAsync(trusts: false);

        Assert.Equal("certificate", found.Cause?.Code);
        Assert.Null((await stage.DiagnoseAsync()).Cause);
    }

    [Fact]
    public void Every_cause_is_on_the_page_with_a_thread()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "doctor.md"));
        Assert.All(Cause.All, cause => Assert.Contains(
            page.Split('\n'), line => line.Contains($"`{cause.Code}`", StringComparison.Ordinal) && line.Contains("https://github.com/", StringComparison.Ordinal)));
    }

    // Logs in and asks who it is, in the way of the set-up.
    private async Task<string> LookAsync(Stage stage, Call call)
    {
        await person.Context.ClearCookiesAsync();
        IPage tab = await person.Context.NewPageAsync();
        if (call is Call.Link or Call.Frame)
        {
            await tab.GotoAsync(stage.Login);
        }

        await tab.GotoAsync(stage.Page);
        string seen = call switch
        {
            Call.Link => await FollowAsync(tab, stage.Me),
            Call.Frame => await FrameAsync(tab, stage.Me),
            _ => await tab.EvaluateAsync<string>(FetchTwice, new[] { stage.Login, stage.Me, call == Call.Fetch ? "include" : "same-origin" }),
        };
        await tab.CloseAsync();
        return seen;
    }

    private static async Task<string> FollowAsync(IPage tab, string target)
    {
        await tab.EvaluateAsync(ElementWith, new[] { "a", "href", target });
        await tab.EvaluateAsync("document.querySelector('a').textContent = 'go'");
        await tab.ClickAsync("a");
        await tab.WaitForURLAsync(target);
        return await tab.Locator("p").InnerTextAsync();
    }

    private static async Task<string> FrameAsync(IPage tab, string target)
    {
        await tab.EvaluateAsync(ElementWith, new[] { "iframe", "src", target });
        return await tab.FrameLocator("iframe").Locator("p").InnerTextAsync();
    }
}
