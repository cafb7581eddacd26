using System.Globalization;
using Cloakroom.Server.External;
using Cloakroom.ServerTests.Browser;
using Cloakroom.Tests.Server.External.Issuing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.External;

/// <summary>People who log in by another provider, as they do: the server on localhost, the provider on 127.0.0.1, which is another site to a browser.</summary>
public sealed class ExternalJourneyTests(Chromium chromium) : People(chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_new_logs_in_by_a_provider_and_arrives_where_they_were_going(bool scripts)
    {
        await using ExternalPair pair = await ExternalPair.StartAsync();
        IPage page = await NewPageAsync(new() { JavaScriptEnabled = scripts });
        await page.GotoAsync($"{pair.Url}account/sessions");

        await page.ContinueAsync("grace");

        await Assertions.Expect(page).ToHaveURLAsync($"{pair.Url}account/sessions");
        await Assertions.Expect(page.Locator("[data-session]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Cancelling_at_the_provider_leads_back_and_says_so()
    {
        await using ExternalPair pair = await ExternalPair.StartAsync();
        IPage page = await NewPageAsync();
        await page.GotoAsync($"{pair.Url}login?return=%2Faccount");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue with Example" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "No", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "external_denied");
    }

    [Fact]
    public async Task A_person_with_an_account_proves_both_and_links_them()
    {
        await using ExternalPair pair = await ExternalPair.StartAsync();
        IPage page = await NewPageAsync(), fresh = await NewPageAsync();
        await (await NewPageAsync()).RegisterAsync(pair.Url);
        await page.GotoAsync($"{pair.Url}login");
        await page.ContinueAsync("ada");
        Assert.Equal("external_link_first", await page.NoticeAsync());

        await page.FillAsync("#email", Person.Email);
        await page.FillAsync("#password", Person.Password);
        await page.ClickAsync("form:has(#password) button:not([type=button])");

        await Assertions.Expect(page.Locator("#waiting")).ToContainTextAsync(Person.Email);
        await Looks.ExpectGoodAsync(page, "logins-waiting");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, link Example" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-login=example]")).ToHaveAttributeAsync("data-linked", "true");
        await Looks.ExpectGoodAsync(page, "logins-linked");

        pair.Server.Clock.Advance(TimeSpan.FromSeconds(1));
        await fresh.GotoAsync($"{pair.Url}login?return=%2Faccount");
        await fresh.ContinueAsync("ada");
        await Assertions.Expect(fresh.Locator("dd.who")).ToHaveTextAsync(Person.Email);

        await page.GetByRole(AriaRole.Button, new() { Name = "Unlink" }).ClickAsync();
        await Assertions.Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "external-unlinked");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_logged_in_links_a_provider_from_the_page_of_the_account(bool scripts)
    {
        await using ExternalPair pair = await ExternalPair.StartAsync();
        IPage page = await NewPageAsync(new() { JavaScriptEnabled = scripts });
        await page.RegisterAsync(pair.Url);
        await page.GotoAsync($"{pair.Url}account/logins");
        await page.GetByRole(AriaRole.Button, new() { Name = "Link", Exact = true }).ClickAsync();
        await page.AtProviderAsync("countess");
        await Assertions.Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "external-linked");
        await Assertions.Expect(page.Locator("[data-login=example]")).ToHaveAttributeAsync("data-linked", "true");
    }

    [Fact]
    public async Task Somebody_without_password_is_asked_again_at_the_provider()
    {
        await using ExternalPair pair = await ExternalPair.StartAsync();
        pair.Issuer.Misdeeds = new() { ChangeClaims = c => c["auth_time"] = pair.Server.Clock.GetUtcNow().ToUnixTimeSeconds() };
        IPage page = await NewPageAsync();
        await page.GotoAsync($"{pair.Url}login");
        await page.ContinueAsync("grace");
        pair.Server.Clock.Advance(TimeSpan.FromMinutes(6));
        await page.GotoAsync($"{pair.Url}account/logins");
        await page.GetByRole(AriaRole.Button, new() { Name = "Unlink" }).ClickAsync();
        await Assertions.Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "fresh_login_required");

        await page.ContinueAsync("grace");

        await Assertions.Expect(page).ToHaveURLAsync($"{pair.Url}account/logins");
        await page.GetByRole(AriaRole.Button, new() { Name = "Unlink" }).ClickAsync();
        await Assertions.Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "last_way_in");
    }

    [Fact]
    public async Task A_provider_that_is_away_is_marked_on_its_button()
    {
        await using ExternalPair pair = await ExternalPair.StartAsync();
        await pair.Issuer.StopAsync();
        IPage page = await NewPageAsync();
        await page.GotoAsync($"{pair.Url}login");
        await Looks.ExpectGoodAsync(page, "login-external");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue with Example" }).ClickAsync();
        await Assertions.Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "external_unavailable");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Continue with Example" }))
            .ToHaveAccessibleDescriptionAsync("Example did not answer a moment ago.");
        await Looks.ExpectGoodAsync(page, "login-external-away");
    }
}

/// <summary>A server and a provider that it knows.</summary>
internal sealed class ExternalPair : IAsyncDisposable
{
    private ExternalPair(InProcessServer server, TestIssuer issuer) => (Server, Issuer) = (server, issuer);

    public InProcessServer Server { get; }

    public TestIssuer Issuer { get; }

    public Uri Url => Server.Url;

    public static async Task<ExternalPair> StartAsync()
    {
        TestIssuer issuer = await TestIssuer.StartAsync(url: string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
        string[] flags = issuer.Flags();
        // With much patience: other tests may be using the machine.
        InProcessServer server = await InProcessServer.StartAsync(
            flags.Chunk(2).ToDictionary(f => $"Cloakroom:{f[0][2..]}", f => (string?)f[1], StringComparer.Ordinal),
            replace: s => s.AddSingleton(p => new ProviderCalls(TimeSpan.FromMinutes(1), p.GetRequiredService<ILogger<ProviderCalls>>())));
        issuer.Time = server.Clock;
        issuer.Person = name => new(StringComparer.Ordinal) { ["sub"] = name, ["email"] = $"{name}@example.com", ["email_verified"] = true };
        return new(server, issuer);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}

/// <summary>What a person does on the way.</summary>
internal static class ExternalSteps
{
    /// <summary>From the login page, by the button of the provider, to wherever that ends.</summary>
    public static async Task ContinueAsync(this IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue with Example" }).ClickAsync();
        await page.AtProviderAsync(name);
    }

    /// <summary>Types a name at the provider.</summary>
    public static async Task AtProviderAsync(this IPage page, string name)
    {
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in at Example" }).ClickAsync();
        await Until.TrueAsync(() => !page.Url.Contains("127.0.0.1", StringComparison.Ordinal) && !page.Url.Contains("/callback", StringComparison.Ordinal), "the person came back");
    }
}
