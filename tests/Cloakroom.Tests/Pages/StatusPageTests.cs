namespace Cloakroom.Tests.Pages;

public sealed class StatusPageTests
{
    [Fact]
    public async Task A_person_at_an_unknown_address_gets_a_page()
    {
        await using Site site = await Site.StartAsync();
        Answer answer = await site.OpenAsync("/nowhere");
        Assert.Equal(404, answer.Status);
        Assert.Contains("There is nothing under this address.", answer.Body, StringComparison.Ordinal);
        Assert.Contains("<code>not_found</code>", answer.Body, StringComparison.Ordinal);
        Assert.Matches("<code id=\"trace\">[^<]+</code>", answer.Body);
    }

    [Fact]
    public async Task A_program_at_an_unknown_address_gets_no_page()
    {
        await using Site site = await Site.StartAsync();
        Answer answer = await site.OpenAsync("/nowhere", asBrowser: false);
        Assert.Equal((404, ""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task The_page_itself_has_no_address()
    {
        await using Site site = await Site.StartAsync();
        Assert.Equal(404, (await site.OpenAsync("/Status", asBrowser: false)).Status);
    }

    [Fact]
    public async Task Pages_are_for_reading_only()
    {
        await using Site site = await Site.StartAsync();
        foreach (string path in new[] { "/", "/login", "/register", "/account/sessions" })
        {
            Answer answer = await site.OpenAsync(path, method: "POST");
            Assert.Equal((405, "GET, HEAD"), (answer.Status, answer.Header("Allow")));
            Assert.Contains("cannot be used", answer.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Missing_rights_are_a_page_with_the_reason()
    {
        await using Site site = await Site.StartAsync();
        (_, string cookie) = await site.LogInAsync();
        Answer answer = await site.OpenAsync("/for/others", cookie);
        Assert.Equal(403, answer.Status);
        Assert.Contains("<code>role_required</code>", answer.Body, StringComparison.Ordinal);
        Assert.Contains("action=\"/auth/logout\"", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/register")]
    [InlineData("/account/sessions")]
    public async Task An_outage_is_not_a_logout(string path)
    {
        await using Site site = await Site.StartAsync();
        (_, string cookie) = await site.LogInAsync();
        site.Store.IsAway = true;
        Answer answer = await site.OpenAsync(path, cookie);
        Assert.Equal((503, "1", ""), (answer.Status, answer.Header("Retry-After"), answer.Header("Set-Cookie")));
        Assert.Contains("<code>store_unavailable</code>", answer.Body, StringComparison.Ordinal);
        Assert.Contains($"<a class=\"button\" href=\"{path}\">Try again</a>", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Log in", answer.Body, StringComparison.Ordinal);
    }
}
