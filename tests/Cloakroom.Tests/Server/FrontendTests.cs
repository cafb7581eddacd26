using System.Net;
using System.Text;

namespace Cloakroom.Tests.Server;

/// <summary>A page of another origin and the server itself, with the address of a proxy in front.</summary>
public sealed class FrontendTests
{
    private static readonly string[] Flags = ["--PublicUrl", "https://api.app.example", "--Csrf:Origins", "https://app.example"];

    [Fact]
    public async Task A_listed_page_logs_in_and_asks_who_it_is()
    {
        // Under a public address the first account is not made by a page.
        await using RunningServer before = await RunningServer.WithAccountAsync();
        await before.StopAsync();
        await using RunningServer server = await RunningServer.StartAsync(Flags, folder: before.Folder);
        using HttpResponseMessage preflight = await SendAsync(server, HttpMethod.Options, "/auth/login", null, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("content-type", Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Headers")));

        using HttpResponseMessage login = await SendAsync(server, HttpMethod.Post, "/auth/login", RunningServer.Credentials());
        AssertReadable(login, HttpStatusCode.OK);
        string cookie = login.Headers.GetValues("Set-Cookie").First().Split(';')[0];

        using HttpResponseMessage session = await SendAsync(server, HttpMethod.Get, "/auth/session", null, ("Cookie", cookie));
        AssertReadable(session, HttpStatusCode.OK);
        using HttpResponseMessage anonymous = await SendAsync(server, HttpMethod.Get, "/auth/session", null);
        AssertReadable(anonymous, HttpStatusCode.Unauthorized);
        using HttpResponseMessage logout = await SendAsync(server, HttpMethod.Post, "/auth/logout", null, ("Cookie", cookie));
        AssertReadable(logout, HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_health_check_does_not_use_up_the_line_about_the_host()
    {
        await using RunningServer server = await RunningServer.StartAsync(Flags);
        using HttpClient client = server.Client();

        using HttpResponseMessage live = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        using HttpResponseMessage ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(server.Log.Lines, l => l.Contains("contradicts PublicUrl", StringComparison.Ordinal));
        using HttpResponseMessage page = await client.GetAsync("/auth/session", TestContext.Current.CancellationToken);

        Assert.Contains(server.Log.Lines, l => l.Contains("let the proxy pass the host on: nginx: proxy_set_header Host $http_host;", StringComparison.Ordinal));
    }

    private static void AssertReadable(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("https://app.example", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("true", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Credentials")));
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningServer server, HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using HttpClient client = server.Client();
        using var request = new HttpRequestMessage(method, path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        foreach ((string name, string value) in headers.Concat([("Origin", "https://app.example"), ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "cors")]))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
