using System.Text.Json;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>What a script in a page of the application can get hold of.</summary>
public sealed class ScriptTests(Chromium chromium) : People(chromium)
{
    [Fact]
    public async Task A_script_sees_other_cookies_but_never_the_session()
    {
        await using LibraryApp app = await LibraryApp.StartAsync();
        IPage page = await NewPageAsync();
        await app.LogInAsync(page);
        await page.GotoAsync($"{app.Url}give?cookie=taste%3Dmocha");
        await page.GotoAsync($"{app.Url}");

        Assert.Equal("taste=mocha", await page.EvaluateAsync<string>("document.cookie"));
        Assert.Equal("taste", await page.EvaluateAsync<string>("cookieStore.getAll().then(all => all.map(c => c.name).join())"));
        Assert.Equal("session_id taste", string.Join(' ', (await page.Context.CookiesAsync()).Select(c => c.Name).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("document.cookie = 'session_id=' + 'A'.repeat(43) + '; path=/'")]
    [InlineData("cookieStore.set('session_id', 'A'.repeat(43)).catch(() => 0)")]
    [InlineData("document.cookie = 'session_id=; path=/; max-age=0'")]
    public async Task A_script_can_neither_replace_nor_delete_the_session(string script)
    {
        await using LibraryApp app = await LibraryApp.StartAsync();
        IPage page = await NewPageAsync();
        await app.LogInAsync(page);

        await page.EvaluateAsync(script);

        Assert.Equal("user #42", await page.EvaluateAsync<string>("fetch('/settings').then(answer => answer.text())"));
    }

    [Fact]
    public async Task No_answer_that_a_script_can_read_has_the_secret_in_it()
    {
        await using LibraryApp app = await LibraryApp.StartAsync();
        IPage page = await NewPageAsync();
        await app.LogInAsync(page);
        string secret = Assert.Single(await page.Context.CookiesAsync(), c => !c.Name.EndsWith("device", StringComparison.Ordinal)).Value;

        foreach (string path in new[] { "/auth/session", "/auth/sessions", "/auth/csrf" })
        {
            JsonElement answer = await page.EvaluateAsync<JsonElement>(
                "async path => { const a = await fetch(path); return { body: await a.text(), headers: [...a.headers].join() } }", path);
            Assert.DoesNotContain(secret, answer.ToString(), StringComparison.Ordinal);
        }
    }
}
