using Cloakroom.Server.Accounts;
using Cloakroom.Server.Pages;

namespace Cloakroom.Tests.Pages;

/// <summary>Log in and register.</summary>
public sealed class FormPagesTests
{
    [Theory]
    [InlineData("/login", "/auth/login", "current-password")]
    [InlineData("/register", "/auth/register", "new-password")]
    public async Task The_form_suits_password_managers_and_posts_to_the_endpoint(string path, string action, string autocomplete)
    {
        await using Site site = await Site.StartAsync();
        Answer page = await site.OpenAsync(path);
        Assert.Contains($"<form method=\"post\" action=\"{action}\">", page.Body, StringComparison.Ordinal);
        Assert.Contains("name=\"email\" type=\"email\" autocomplete=\"username", page.Body, StringComparison.Ordinal);
        Assert.Contains($"name=\"password\" type=\"password\" autocomplete=\"{autocomplete}\"", page.Body, StringComparison.Ordinal);
        // A password that is cut while it is pasted opens nothing later.
        Assert.DoesNotContain("maxlength", page.Body[page.Body.IndexOf("name=\"password\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account/sessions", "/account/sessions")]
    [InlineData("//evil.example", "/")]
    [InlineData("/%5Cevil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task Only_a_place_of_this_server_is_returned_to(string wanted, string kept)
    {
        await using Site site = await Site.StartAsync();
        Answer page = await site.OpenAsync("/login?return=" + wanted);
        Assert.Contains($"name=\"return\" value=\"{kept}\"", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_to_the_other_form_keeps_the_place_to_return_to()
    {
        await using Site site = await Site.StartAsync();
        Assert.Contains("href=\"/register?return=%2Faccount%2Fsessions\"", (await site.OpenAsync("/login?return=/account/sessions")).Body, StringComparison.Ordinal);
        Assert.Contains("href=\"/login?return=%2Faccount%2Fsessions\"", (await site.OpenAsync("/register?return=/account/sessions")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_announced_and_tied_to_the_fields()
    {
        await using Site site = await Site.StartAsync();
        Answer page = await site.OpenAsync("/login?error=invalid_credentials");
        Assert.Contains("role=\"alert\" tabindex=\"-1\" autofocus", page.Body, StringComparison.Ordinal);
        Assert.Contains("<title>Problem: Log in", page.Body, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\" aria-describedby=\"notice\"", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_logged_in_already_gets_a_way_onward_and_no_form()
    {
        await using Site site = await Site.StartAsync();
        (_, string cookie) = await site.LogInAsync();
        Answer page = await site.OpenAsync("/login?return=/account/sessions", cookie);
        Assert.Contains("<a class=\"button\" href=\"/account/sessions\">Continue</a>", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"password\"", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rule_for_passwords_is_the_one_that_is_enforced_and_stands_before_the_field()
    {
        await using Site site = await Site.StartAsync();
        string page = (await site.OpenAsync("/register")).Body;
        int rule = page.IndexOf($"At least {PasswordPolicy.MinLength} characters", StringComparison.Ordinal);
        Assert.InRange(rule, 0, page.IndexOf("name=\"password\"", StringComparison.Ordinal));
        Assert.Contains($"minlength=\"{PasswordPolicy.MinLength}\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(RegistrationState.Open), true, false)]
    [InlineData(nameof(RegistrationState.First), true, true)]
    [InlineData(nameof(RegistrationState.Closed), false, false)]
    public async Task The_page_knows_who_may_register(string state, bool form, bool first)
    {
        await using Site site = await Site.StartAsync();
        site.Registration = Enum.Parse<RegistrationState>(state);
        Answer page = await site.OpenAsync("/register");
        Assert.Equal(form, page.Body.Contains("action=\"/auth/register\"", StringComparison.Ordinal));
        Assert.Equal(first, page.Body.Contains("The first account becomes administrator", StringComparison.Ordinal));
        Assert.Equal(!form, page.Body.Contains("Registration is closed", StringComparison.Ordinal));
    }
}
