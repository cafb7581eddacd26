using Cloakroom.Testing;

namespace Cloakroom.Tests.AspNetCore;

public sealed class AppSessionsTests
{
    [Theory]
    [InlineData(null, "session_id=")]
    [InlineData("https://app.example", "__Host-session_id=")]
    public async Task A_minted_session_is_recognised_by_the_application(string? publicUrl, string begins)
    {
        await using TestApp app = await new TestApp { Options = o => o.PublicUrl = publicUrl }.StartAsync();

        AppSession ada = await app.Services.MintSessionAsync(new SessionUser("ada") { Roles = ["admin"] }, TestContext.Current.CancellationToken);

        Assert.StartsWith(begins, ada.CookieHeader, StringComparison.Ordinal);
        Assert.Equal("ada", await (await app.GetAsync("/private", ada.CookieHeader)).TextAsync());
        Assert.DoesNotContain(ada.CookieHeader.Split('=')[1], $"{ada}", StringComparison.Ordinal);
    }
}
