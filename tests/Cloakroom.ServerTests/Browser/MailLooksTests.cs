using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The pages around mail in light and dark, on a phone and on a desk.</summary>
public sealed class MailLooksTests(Chromium chromium, MailGallery gallery) : People(chromium), IClassFixture<MailGallery>
{
    private const string AnyCode = "#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    [Theory]
    [InlineData("forgot", "/forgot", false)]
    [InlineData("forgot-sent", "/forgot?done=reset-sent", false)]
    [InlineData("register-sent", "/register?done=confirm-sent", false)]
    [InlineData("reset", $"/reset{AnyCode}", false)]
    [InlineData("reset-code", "/reset?error=link_invalid", false)]
    [InlineData("confirm", $"/confirm{AnyCode}", false)]
    [InlineData("confirm-address", $"/confirm/address?error=invalid_credentials{AnyCode}", false)]
    [InlineData("confirm-undo", $"/confirm/undo{AnyCode}", false)]
    [InlineData("login-password-reset", "/login?done=password-reset", false)]
    [InlineData("account-password", "/account/password", true)]
    [InlineData("account-password-refused", "/account/password?error=weak_password", true)]
    [InlineData("account-email", "/account/email", true)]
    [InlineData("account-email-sent", "/account/email?done=address-sent", true)]
    [InlineData("mail", "/mail", false)]
    public async Task A_page_is_accessible_and_fits(string name, string path, bool member)
    {
        IPage page = await (member ? gallery.Member : gallery.Visitor).NewPageAsync();
        await page.GotoAsync(gallery.Url.GetLeftPart(UriPartial.Authority) + path);

        await Looks.ExpectGoodAsync(page, name);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_mail_is_accessible_and_fits()
    {
        IPage page = await gallery.Visitor.NewPageAsync();
        await page.GotoAsync($"{gallery.Url}mail");
        await page.ClickAsync(".letters a");
        await Until.ArrivedAsync(page, url => url.EndsWith(".eml", StringComparison.Ordinal));

        await Looks.ExpectGoodAsync(page, "mail-one");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Without_mail_the_pages_say_so()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);
        foreach ((string name, string path) in new[] { ("forgot-no-mail", "forgot"), ("account-email-no-mail", "account/email") })
        {
            await page.GotoAsync($"{server.Url}{path}");
            await Assertions.Expect(page.GetByText("This server sends no mail")).ToBeVisibleAsync();
            await Looks.ExpectGoodAsync(page, name);
        }
    }
}
