namespace Cloakroom.Tests.Server.Languages;

public sealed class LanguageTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(null, "en", "Log in")]
    [InlineData("de", "de", "Anmelden")]
    [InlineData("de-AT,en;q=0.5", "de", "Anmelden")]
    [InlineData("fr,en;q=0.8,de;q=0.5", "en", "Log in")]
    [InlineData("en;q=0.3,de;q=0.9", "de", "Anmelden")]
    [InlineData("de;q=0", "en", "Log in")]
    [InlineData("*", "en", "Log in")]
    [InlineData("xx-yy-zz;;;,,,", "en", "Log in")]
    public async Task A_page_speaks_the_language_that_the_browser_asks_for(string? wanted, string language, string heading)
    {
        using HttpClient client = fixture.Server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login");
        request.Headers.TryAddWithoutValidation("Accept-Language", wanted);

        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        string page = await answer.TextAsync();
        Assert.Contains($"<html lang=\"{language}\">", page, StringComparison.Ordinal);
        Assert.Contains($"<h1>{heading}</h1>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_runs_no_script_but_its_own_and_each_answer_has_another_nonce()
    {
        using HttpClient client = fixture.Server.Client();
        string[] nonces = [await NonceAsync(client), await NonceAsync(client)];

        Assert.NotEqual(nonces[0], nonces[1]);
        Assert.All(nonces, n => Assert.Equal(22, n.Length));
    }

    private static async Task<string> NonceAsync(HttpClient client)
    {
        using HttpResponseMessage answer = await client.GetAsync("/login", TestContext.Current.CancellationToken);
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        string nonce = policy.Split("script-src 'nonce-")[1].Split('\'')[0], page = await answer.TextAsync();
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(page.Split("<script ").Length - 1, page.Split($"nonce=\"{nonce}\"").Length - 1 - (page.Split("rel=\"stylesheet\"").Length - 1));
        return nonce;
    }
}
