using System.Net;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>What the log says when requests arrive otherwise than PublicUrl tells.</summary>
public sealed class ArrivalWatchTests
{
    [Theory]
    [InlineData("", "no X-Forwarded-Proto says that a proxy took https off")]
    [InlineData("X-Forwarded-Proto: http", "the proxy says that the visitor came by http")]
    [InlineData("X-Forwarded-Proto: https|Host: 127.0.0.1:4242", "it came for the host 127.0.0.1:4242")]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: www.app.example", "the visitor opened the host www.app.example")]
    public async Task A_contradiction_is_one_line_and_only_once(string headers, string said)
    {
        await using TestApp app = await StartAsync("https://app.example");

        await AskAsync(app, headers);
        await AskAsync(app, headers);

        LogLine line = Assert.Single(Said(app));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.StartsWith("A request contradicts PublicUrl (https://app.example): ", line.Text, StringComparison.Ordinal);
        Assert.Contains(said, line.Text, StringComparison.Ordinal);
        Assert.All(["nginx", "Caddy", "Traefik"], proxy => Assert.Contains(proxy, line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_kind_has_its_own_line()
    {
        await using TestApp app = await StartAsync("https://app.example");

        await AskAsync(app, "X-Forwarded-Proto: https");
        Assert.Empty(Said(app));
        await AskAsync(app, "X-Forwarded-Proto: http");
        await AskAsync(app, "X-Forwarded-Proto: http|Host: other.example");
        await AskAsync(app, "X-Forwarded-Proto: http|Host: third.example");

        Assert.Equal(2, Said(app).Count());
    }

    [Theory]
    [InlineData("/.well-known/jwks.json")]
    [InlineData("/.well-known/openid-configuration")]
    public async Task A_service_that_verifies_may_ask_under_any_name(string path)
    {
        await using TestApp app = await StartAsync("https://app.example");

        using HttpClient client = app.Client();
        using HttpResponseMessage answer = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(Said(app));
    }

    [Fact]
    public async Task What_proxies_say_changes_no_answer()
    {
        await using TestApp app = await StartAsync("https://app.example");

        foreach (string headers in (string[])["", "X-Forwarded-Proto: http", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example", "Host: evil.example"])
        {
            Assert.Equal(["__Host-session_id; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400"], await AskAsync(app, headers));
        }
    }

    [Fact]
    public async Task An_https_proxy_in_front_of_an_http_address_is_told_of()
    {
        await using TestApp app = await StartAsync("http://localhost");

        await AskAsync(app, "X-Forwarded-Proto: https", host: "localhost");

        Assert.Contains("Set PublicUrl to https://localhost", Assert.Single(Said(app)).Text, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAsync(string publicUrl) => new TestApp { OnKestrel = true, Options = o => o.PublicUrl = publicUrl }.StartAsync();

    private static IEnumerable<LogLine> Said(TestApp app) => app.Logs.Lines.Where(l => l.Text.Contains("contradicts PublicUrl", StringComparison.Ordinal));

    // A login, so that there is a cookie to look at; gives the Set-Cookie lines without values.
    private static async Task<string[]> AskAsync(TestApp app, string headers, string host = "app.example")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login?user=42");
        request.Headers.Host = host;
        foreach (string[] header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(h => h.Split(": ")))
        {
            request.Headers.Remove(header[0]);
            request.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        using HttpClient client = app.Client();
        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. TestApp.SetCookies(answer).Select(l => l.Split('=', 2)[0] + l[l.IndexOf(';', StringComparison.Ordinal)..])];
    }
}
