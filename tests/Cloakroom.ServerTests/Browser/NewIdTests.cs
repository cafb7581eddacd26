using System.Text.Json;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A login never keeps an ID that was there before (ASVS 7.2.4): session fixation has nothing to hold on to.</summary>
public sealed class NewIdTests(Chromium chromium) : People(chromium)
{
    private const string LogIn = """
        async ([email, password]) => (await fetch("/auth/login", {
            method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ email, password })
        })).status
        """;

    [Fact]
    public async Task A_login_with_a_session_gives_a_new_ID_and_kills_the_old_one()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);
        string old = await SessionIdAsync(page);

        Assert.Equal(200, await page.EvaluateAsync<int>(LogIn, new[] { Person.Email, Person.Password }));

        Assert.False(old == await SessionIdAsync(page), "The ID is the old one.");
        await page.ReloadAsync();
        Assert.Equal($"You are {Person.Email}", await page.InnerTextAsync("h1"));
        Assert.Equal("revoked", await CodeForAsync(server.Url, old));
    }

    [Fact]
    public async Task A_login_as_somebody_else_ends_the_session_of_the_first()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        await (await NewPageAsync()).RegisterAsync(server.Url, "grace@example.com");
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);
        string old = await SessionIdAsync(page);

        Assert.Equal(200, await page.EvaluateAsync<int>(LogIn, new[] { "grace@example.com", Person.Password }));

        await page.ReloadAsync();
        Assert.Equal("You are grace@example.com", await page.InnerTextAsync("h1"));
        Assert.Equal("revoked", await CodeForAsync(server.Url, old));
    }

    [Fact]
    public async Task An_ID_that_the_server_never_issued_is_not_adopted()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        string planted = new('A', 43);
        IPage page = await NewPageAsync();
        await page.Context.AddCookiesAsync([new() { Name = "session_id", Value = planted, Url = server.Url.ToString() }]);
        await page.GotoAsync(server.Url.ToString());
        Assert.Equal("unknown_session", await page.NoticeAsync());

        await page.RegisterAsync(server.Url);

        Assert.False(planted == await SessionIdAsync(page), "The planted ID was adopted.");
        Assert.Equal("unknown_session", await CodeForAsync(server.Url, planted));
    }

    private static async Task<string> SessionIdAsync(IPage page) => Assert.Single(await page.Context.CookiesAsync(), c => c.Name == "session_id").Value;

    // What somebody gets who shows this ID from elsewhere.
    private async Task<string?> CodeForAsync(Uri server, string id)
    {
        IBrowserContext thief = await NewContextAsync();
        await thief.AddCookiesAsync([new() { Name = "session_id", Value = id, Url = server.ToString() }]);
        IAPIResponse answer = await thief.APIRequest.GetAsync($"{server}auth/session");
        Assert.Equal(401, answer.Status);
        return (await answer.JsonAsync<JsonElement>()).GetProperty("code").GetString();
    }
}
