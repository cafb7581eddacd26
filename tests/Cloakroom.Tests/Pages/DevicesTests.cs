namespace Cloakroom.Tests.Pages;

/// <summary>The list of sessions.</summary>
public sealed class DevicesTests
{
    [Fact]
    public async Task Without_a_login_it_leads_to_the_login_and_back()
    {
        await using Site site = await Site.StartAsync();
        Answer answer = await site.OpenAsync("/account/sessions");
        Assert.Equal((302, "/login?return=%2Faccount%2Fsessions"), (answer.Status, answer.Header("Location")));
    }

    [Fact]
    public async Task This_device_comes_first_and_is_logged_out_others_are_ended()
    {
        await using Site site = await Site.StartAsync();
        (Session mine, string cookie) = await site.LogInAsync();
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        (Session other, _) = await site.LogInAsync("Safari on iPhone");
        string page = (await site.OpenAsync("/account/sessions", cookie)).Body;
        Assert.InRange(
            page.IndexOf($"data-session=\"{mine.Handle}\"", StringComparison.Ordinal), 0, page.IndexOf($"data-session=\"{other.Handle}\"", StringComparison.Ordinal));
        Assert.Contains("Firefox on Linux <span class=\"badge\">This device</span>", page, StringComparison.Ordinal);
        Assert.Contains($"<form method=\"post\" action=\"/auth/sessions/{other.Handle}\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"action=\"/auth/sessions/{mine.Handle}\"", page, StringComparison.Ordinal);
        Assert.Contains("<form method=\"post\" action=\"/auth/sessions\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alone_there_is_nothing_else_to_end()
    {
        await using Site site = await Site.StartAsync();
        (_, string cookie) = await site.LogInAsync(device: "");
        string page = (await site.OpenAsync("/account/sessions?done=ended-others", cookie)).Body;
        Assert.Contains("You are logged in nowhere else.", page, StringComparison.Ordinal);
        Assert.Contains("data-code=\"ended-others\"", page, StringComparison.Ordinal);
        Assert.Contains("Unknown device", page, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/auth/sessions\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_with_markup_in_its_name_stays_text()
    {
        await using Site site = await Site.StartAsync();
        (_, string cookie) = await site.LogInAsync("<b>Browser</b>");
        Assert.DoesNotContain("<b>Browser</b>", (await site.OpenAsync("/account/sessions", cookie)).Body, StringComparison.Ordinal);
    }
}
