using System.Text.Json;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A page on another port, with scripts that log in and out here: what a listed origin gets from a real browser, and what another does.</summary>
public sealed class ListedPageTests(Chromium chromium) : People(chromium)
{
    // A JSON body makes the browser ask first (preflight).
    private const string Script = """
        async ([url, email, password]) => {
          const call = async (method, path, body) => {
            try {
              const answer = await fetch(url + path, {
                method, credentials: 'include', body: body && JSON.stringify(body), headers: body ? { 'Content-Type': 'application/json' } : {},
              });
              return answer.status + ' ' + ((await answer.json().catch(() => null))?.user?.email ?? '');
            } catch (failure) {
              return failure.name;
            }
          };
          return [
            await call('POST', '/auth/login', { email, password }),
            await call('GET', '/auth/session'),
            await call('POST', '/auth/logout'),
            await call('GET', '/auth/session'),
          ];
        }
        """;

    [Fact]
    public async Task A_listed_page_logs_in_asks_who_it_is_and_logs_out() =>
        Assert.Equal([$"200 {Person.Email}", $"200 {Person.Email}", "204 ", "401 "], await RunAsync(listed: true));

    [Fact]
    public async Task Another_page_of_the_same_site_gets_nothing() =>
        Assert.Equal(["TypeError", "TypeError", "TypeError", "TypeError"], await RunAsync(listed: false));

    private async Task<string[]> RunAsync(bool listed)
    {
        await using OtherSite other = await OtherSite.StartAsync();
        string pages = $"http://localhost:{other.Port}";
        await using InProcessServer server = await InProcessServer.StartAsync(listed ? new(StringComparer.Ordinal) { ["Cloakroom:Csrf:Origins"] = pages } : null);
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync(pages);

        JsonElement results = await page.EvaluateAsync<JsonElement>(Script, new[] { server.Url.GetLeftPart(UriPartial.Authority), Person.Email, Person.Password });
        return [.. results.EnumerateArray().Select(r => r.GetString() ?? "")];
    }
}
