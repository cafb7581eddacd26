namespace Cloakroom.Tests.Pages;

/// <summary>The front page.</summary>
public sealed class WireTests
{
    [Fact]
    public async Task A_visitor_is_told_what_would_happen_and_costs_no_store_call()
    {
        await using Site site = await Site.StartAsync();
        site.Store.IsAway = true;
        Answer page = await site.OpenAsync("/");
        Assert.Equal(200, page.Status);
        Assert.Contains("Nobody is logged in here", page.Body, StringComparison.Ordinal);
        Assert.Contains("no Cookie line", page.Body, StringComparison.Ordinal);
        Assert.Contains("href=\"/login\"", page.Body, StringComparison.Ordinal);
        Assert.Equal("", page.Header("Set-Cookie"));
    }

    [Fact]
    public async Task A_session_is_shown_with_all_that_is_real_but_the_secret()
    {
        await using Site site = await Site.StartAsync();
        (Session session, string cookie) = await site.LogInAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(3));
        Answer page = await site.OpenAsync("/", cookie + "; theme=dark-secret");
        string secret = cookie["session_id=".Length..];
        Assert.DoesNotContain(secret, page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("dark-secret", page.Body, StringComparison.Ordinal);
        Assert.Contains("ann@example.org", page.Body, StringComparison.Ordinal);
        Assert.Contains($">{session.Handle}</text>", page.Body, StringComparison.Ordinal);
        Assert.Contains("3 minutes ago", page.Body, StringComparison.Ordinal);
        Assert.Contains("43 characters, hidden", page.Body, StringComparison.Ordinal);
        Assert.Contains("<code>theme</code>", page.Body, StringComparison.Ordinal);
        Assert.Contains("and decides: valid.", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_never_writes_a_cookie()
    {
        await using Site site = await Site.StartAsync();
        (_, string cookie) = await site.LogInAsync();
        Assert.All(
            [await site.OpenAsync("/", cookie), await site.OpenAsync("/login", cookie), await site.OpenAsync("/account/sessions", cookie)],
            page => Assert.Equal("", page.Header("Set-Cookie")));
    }

    [Theory]
    [InlineData("01:00:00", "expired_idle")]
    [InlineData("1.00:00:00", "expired_absolute")]
    public async Task A_session_that_ended_says_why(string later, string code)
    {
        await using Site site = await Site.StartAsync();
        (_, string cookie) = await site.LogInAsync();
        // No time passes, so no housekeeping runs: afterwards the session is swept and not known any more.
        site.Clock.SetUtcNow(site.Clock.GetUtcNow() + TimeSpan.Parse(later));
        Answer page = await site.OpenAsync("/", cookie);
        Assert.Contains($"data-code=\"{code}\"", page.Body, StringComparison.Ordinal);
        Assert.Contains("Nobody is logged in here", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_https_the_line_has_prefix_and_Secure()
    {
        await using Site site = await Site.StartAsync("https://app.example");
        Answer page = await site.OpenAsync("/");
        Assert.Contains("__Host-session_id=hidden; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400", page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>=1")]
    [InlineData("\"><img src=x>=1")]
    public async Task A_name_that_looks_like_markup_stays_text(string cookie)
    {
        await using Site site = await Site.StartAsync();
        Answer page = await site.OpenAsync("/", cookie);
        Assert.DoesNotContain(cookie[..^2], page.Body, StringComparison.Ordinal);
    }
}
