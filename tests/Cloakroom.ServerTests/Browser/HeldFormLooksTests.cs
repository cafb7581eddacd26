using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The page that holds a form which met the end of a session.</summary>
public sealed class HeldFormLooksTests(Chromium chromium) : People(chromium)
{
    // Sent by a page of the same origin, as a browser sends it.
    private const string Send = """
        () => {
          const form = document.createElement('form');
          form.method = 'post';
          form.action = '/auth/resume';
          for (const [name, value] of [['title', 'Cat'], ['description', 'Grey, with a white nose.'], ['a-name-that-is-long-because-nobody-thought-of-people-who-read-it', 'x']]) {
            form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
          }
          document.body.append(form);
          form.submit();
        }
        """;

    [Fact]
    public async Task A_held_form_is_accessible_and_fits()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new(StringComparer.Ordinal) { ["TrustedProxies"] = "127.0.0.1,::1" });
        IPage page = await NewPageAsync();
        await page.GotoAsync($"{server.Url}login");
        // What a proxy adds.
        await page.SetExtraHTTPHeadersAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["X-Forwarded-Method"] = "POST", ["X-Forwarded-Proto"] = "http", ["X-Forwarded-Host"] = server.Url.Authority, ["X-Forwarded-Uri"] = "/animals/new",
        });
        await page.EvaluateAsync(Send);

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your form is still here");
        await Looks.ExpectGoodAsync(page, "held-form");
    }
}
