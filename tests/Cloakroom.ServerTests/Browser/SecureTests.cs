using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>Over https on a real host name: Secure, the prefix __Host-, and no way around them.</summary>
public sealed class SecureTests(Chromium chromium) : People(chromium)
{
    [Fact]
    public async Task The_cookie_is_Secure_and_has_the_prefix()
    {
        await using LibraryApp app = await LibraryApp.StartAsync(Chromium.Domain, Certificate.Create());
        IPage page = await NewPageAsync();
        await app.LogInAsync(page);

        BrowserContextCookiesResult cookie = Assert.Single(await page.Context.CookiesAsync(), c => !c.Name.EndsWith("device", StringComparison.Ordinal));

        Assert.Equal(("__Host-session_id", Chromium.Domain, "/", true, true, SameSiteAttribute.Strict),
            (cookie.Name, cookie.Domain, cookie.Path, cookie.HttpOnly, cookie.Secure, cookie.SameSite));
    }

    [Fact]
    public async Task It_is_not_sent_over_plain_http()
    {
        await using LibraryApp app = await LibraryApp.StartAsync(Chromium.Domain, Certificate.Create());
        await using LibraryApp listener = await LibraryApp.StartAsync();
        IPage page = await NewPageAsync();
        await app.LogInAsync(page);
        await page.GotoAsync($"{app.Url}give?cookie={Uri.EscapeDataString("plain=1; Path=/")}");

        await page.GotoAsync($"http://{Chromium.Domain}:{listener.Url.Port}/target");

        Assert.Equal("plain=1", Assert.Single(listener.Recorder.At("/target")).Cookie);
    }

    [Theory]
    [InlineData($"__Host-session_id=planted; Domain={Chromium.Domain}; Path=/; Secure")]
    [InlineData("__Host-session_id=planted; Path=/settings; Secure")]
    [InlineData("__Host-session_id=planted; Path=/")]
    public async Task Nobody_plants_a_second_one_beside_it(string planted)
    {
        await using LibraryApp app = await LibraryApp.StartAsync(Chromium.Domain, Certificate.Create());
        IPage page = await NewPageAsync();
        await app.LogInAsync(page);

        await page.GotoAsync($"https://sub.{Chromium.Domain}:{app.Url.Port}/give?cookie={Uri.EscapeDataString(planted)}");
        await page.GotoAsync($"{app.Url}give?cookie={Uri.EscapeDataString(planted)}");

        Assert.DoesNotContain(await page.Context.CookiesAsync(), c => c.Value == "planted" && c.Domain == Chromium.Domain);
        await page.GotoAsync($"{app.Url}settings");
        Assert.Equal("user #42", await page.InnerTextAsync("body"));
    }

    [Fact]
    public async Task An_application_does_not_start_for_plain_http_on_a_host_that_is_not_loopback()
    {
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ServerProcess.StartAsync(new(StringComparer.Ordinal) { ["PublicUrl"] = $"http://{Chromium.Domain}" }));

        Assert.Contains("ended with 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"PublicUrl is 'http://{Chromium.Domain}'", refused.Message, StringComparison.Ordinal);
    }

    // Somebody set up the server for localhost and put a name of the network in front.
    [Fact]
    public async Task A_login_under_another_name_over_plain_http_gets_no_cookie()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);

        await page.LogInAsync(new Uri($"http://{Chromium.Domain}:{server.Port}"));

        Assert.Equal("localhost", Assert.Single(await page.Context.CookiesAsync(), c => !c.Name.EndsWith("device", StringComparison.Ordinal)).Domain);
        Assert.Equal("csrf_origin", await page.Locator("dd code").First.InnerTextAsync());
    }
}
