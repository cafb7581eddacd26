using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Cloakroom.Cookies;
using Cloakroom.Tests.AspNetCore;

namespace Cloakroom.Tests.Cookies;

public sealed class CookieJarHandlerTests
{
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Cookies_are_taken_from_answers_of_any_status(int status)
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client();

        using HttpResponseMessage answer = await client.GetAsync($"https://app.example/?status={status}&set=a=1&set=b=2;Expires=Wed,%2001%20Jan%202200%2000:00:00%20GMT", _end);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("GET https://app.example [a=1; b=2] [] [] []", await client.GetStringAsync("https://app.example/echo", _end));
        Assert.Equal("GET https://other.example [] [] [] []", await client.GetStringAsync("https://other.example/echo", _end));
    }

    [Theory]
    // status, method → method and body that arrive
    [InlineData(301, "POST", "GET", "")]
    [InlineData(302, "POST", "GET", "")]
    [InlineData(303, "POST", "GET", "")]
    [InlineData(307, "POST", "POST", "body")]
    [InlineData(308, "POST", "POST", "body")]
    [InlineData(301, "PUT", "PUT", "body")]
    [InlineData(302, "DELETE", "DELETE", "body")]
    [InlineData(303, "PUT", "GET", "")]
    [InlineData(302, "GET", "GET", "")]
    [InlineData(303, "GET", "GET", "")]
    public async Task A_redirect_changes_the_method_as_in_a_browser_and_brings_its_cookie(int status, string method, string arrives, string body)
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client();
        using var request = new HttpRequestMessage(new(method), Hosts.To("https://app.example/", "/echo", status, "a=1"));
        request.Content = method == "GET" ? null : new StringContent("body", Encoding.UTF8, "text/plain");

        using HttpResponseMessage answer = await client.SendAsync(request, _end);

        string type = body.Length > 0 ? "text/plain; charset=utf-8" : "";
        Assert.Equal($"{arrives} https://app.example [a=1] [] [{body}] [{type}]", await answer.TextAsync());
        Assert.Equal("https://app.example/echo", answer.RequestMessage?.RequestUri?.ToString());
    }

    [Fact]
    public async Task A_HEAD_stays_one()
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client();
        using var request = new HttpRequestMessage(HttpMethod.Head, Hosts.To("https://app.example/", "/echo", 303));

        using HttpResponseMessage answer = await client.SendAsync(request, _end);

        Assert.Equal(HttpMethod.Head, answer.RequestMessage?.Method);
    }

    [Fact]
    public async Task Each_hop_has_the_cookies_of_its_own_host()
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client();
        hosts.Jar.Receive("here=1; Domain=a.example", new(new Uri("https://a.example")));
        hosts.Jar.Receive("there=1", new(new Uri("https://b.example")));
        hosts.Jar.Receive("secure=1; Secure", new(new Uri("https://b.example")));

        string arrived = await client.GetStringAsync(Hosts.To("https://a.example/", Hosts.To("https://b.example/", "https://www.a.example/echo", 307, "new=1"), 302, "x=1"), _end);

        Assert.Equal("GET https://www.a.example [here=1] [] [] []", arrived);
        Assert.Equal("GET https://b.example [there=1; secure=1; new=1] [] [] []", await client.GetStringAsync("https://b.example/echo", _end));
    }

    [Theory]
    [InlineData("https://app.example/echo", "GET https://app.example [own=1; a=1] [Basic eDp5] ")]
    [InlineData("https://app.example:8443/echo", "GET https://app.example:8443 [a=1] [] ")]
    [InlineData("https://www.app.example/echo", "GET https://www.app.example [] [] ")]
    [InlineData("https://other.example/echo", "GET https://other.example [] [] ")]
    public async Task What_was_meant_for_one_origin_is_not_told_to_another(string target, string arrives)
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", "eDp5");
        client.DefaultRequestHeaders.Add("Cookie", "own=1");

        Assert.StartsWith(arrives, await client.GetStringAsync(Hosts.To("https://app.example/", target, 302, "a=1"), _end), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fetch_of_a_foreign_page_gets_no_strict_cookie_and_leaves_none()
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client();
        var app = new Uri("https://app.example/echo");
        hosts.Jar.Receive("strict=1; SameSite=Strict; Secure", new(app));
        hosts.Jar.Receive("lax=1; SameSite=Lax; Secure", new(app));
        hosts.Jar.Receive("none=1; SameSite=None; Secure", new(app));

        Assert.Contains("[strict=1; lax=1; none=1]", await SendAsync(client, app, null), StringComparison.Ordinal);
        Assert.Contains("[strict=1; lax=1; none=1]", await SendAsync(client, app, CookieContext.Fetch(app, new Uri("https://www.app.example"))), StringComparison.Ordinal);
        Assert.Contains("[none=1]", await SendAsync(client, app, CookieContext.Fetch(app, new Uri("https://evil.example"))), StringComparison.Ordinal);
        Assert.Contains("[lax=1; none=1]", await SendAsync(client, app, CookieContext.Navigation(app, new Uri("https://evil.example"))), StringComparison.Ordinal);

        // Through a redirect it is still the same page that began it.
        var hop = new Uri(Hosts.To("https://app.example/", "/echo", 302, "late=1; SameSite=Strict; Secure"));
        Assert.Contains("[none=1]", await SendAsync(client, hop, CookieContext.Fetch(hop, new Uri("https://evil.example"))), StringComparison.Ordinal);
        Assert.Equal(3, hosts.Jar.Count);
    }

    [Fact]
    public async Task The_method_of_each_hop_counts()
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client();
        var form = new Uri(Hosts.To("https://app.example/", "/echo", 303));
        hosts.Jar.Receive("lax=1; SameSite=Lax; Secure", new(form));
        CookieContext context = CookieContext.Navigation(form, new Uri("https://evil.example"));

        // The POST from elsewhere goes without it, the GET that follows is a safe navigation.
        Assert.Contains("GET https://app.example [lax=1]", await SendAsync(client, form, context, HttpMethod.Post), StringComparison.Ordinal);
        var again = new Uri(Hosts.To("https://app.example/", "/echo", 307));
        Assert.Contains("POST https://app.example []", await SendAsync(client, again, context, HttpMethod.Post), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_explanations_every_hop_says_what_went_and_what_came()
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client(n => new CookieJarHandler(hosts.Jar, n) { Explain = true });

        using HttpResponseMessage answer = await client.GetAsync(Hosts.To("https://app.example/", "/echo", 302, "__Host-a=secret; Path=/; Secure"), _end);

        Assert.True(answer.RequestMessage!.Options.TryGetValue(CookieJarHandler.Exchanges, out IReadOnlyList<CookieExchange>? exchanges));
        Assert.Equal([HttpStatusCode.Found, HttpStatusCode.OK], exchanges.Select(e => e.Status));
        Assert.Equal(CookieOutcome.Stored, Assert.Single(exchanges[0].Received).Outcome);
        Assert.Equal(CookieOutcome.Sent, Assert.Single(exchanges[1].Sent.Cookies).Outcome);
        Assert.StartsWith("GET https://app.example/", exchanges[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("\n  __Host-a: Stored (", exchanges[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exchanges[1].ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(HttpClient client, Uri url, CookieContext? context, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, url);
        if (context is not null)
        {
            request.Options.Set(CookieJarHandler.Context, context);
        }

        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.TextAsync();
    }
}
