using System.Net;
using System.Text;
using Cloakroom.Cookies;
using Cloakroom.Tests.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Cookies;

/// <summary>What the client does not follow, what it refuses, and the network handlers it works with.</summary>
public sealed class CookieJarHandlerLimitTests
{
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://app.example/", "http://app.example/echo")]
    [InlineData("https://app.example/", "ftp://app.example/echo")]
    [InlineData("https://app.example/", "javascript:alert(1)")]
    [InlineData("https://app.example/", "http://[broken")]
    public async Task Where_it_does_not_follow_the_redirect_is_the_answer(string from, string location)
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client();

        using HttpResponseMessage answer = await client.GetAsync(Hosts.To(from, location, 302, "a=1"), _end);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(1, hosts.Jar.Count);
    }

    [Fact]
    public async Task To_http_it_follows_when_told_to()
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client(n => new CookieJarHandler(hosts.Jar, n) { InsecureFollowToHttp = true });

        Assert.Equal("GET http://app.example [] [] [] []",
            await client.GetStringAsync(Hosts.To("https://app.example/", "http://app.example/echo", 302, "a=1; Secure"), _end));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(304)]
    [InlineData(305)]
    [InlineData(201)]
    public async Task Another_status_with_a_location_is_an_answer(int status)
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client();

        using HttpResponseMessage answer = await client.GetAsync(Hosts.To("https://app.example/", "/echo", status), _end);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_redirect_without_location_is_an_answer()
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client();

        using HttpResponseMessage answer = await client.GetAsync("https://app.example/?status=302", _end);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task A_circle_ends_with_an_error_and_its_cookies_are_kept()
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client(n => new CookieJarHandler(hosts.Jar, n) { MostRedirects = 3 });

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("https://app.example/round?secret=1", _end));

        Assert.Equal("More than 3 redirects, from https://app.example/round on.", failure.Message);
        Assert.Equal(1, hosts.Jar.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void The_number_of_redirects_is_within_bounds(int most)
    {
        using var handler = new CookieJarHandler(new CookieJar()) { MostRedirects = most };
        Assert.Equal(most, handler.MostRedirects);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CookieJarHandler(new CookieJar()) { MostRedirects = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CookieJarHandler(new CookieJar()) { MostRedirects = 51 });
    }

    [Fact]
    public async Task With_no_redirects_each_is_an_answer()
    {
        await using Hosts hosts = await Hosts.StartAsync();
        using HttpClient client = hosts.Client(n => new CookieJarHandler(hosts.Jar, n) { MostRedirects = 0 });

        using HttpResponseMessage answer = await client.GetAsync(Hosts.To("https://app.example/", "/echo"), _end);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task A_network_handler_that_does_the_same_is_refused()
    {
        HttpMessageHandler[] handlers =
            [new SocketsHttpHandler { AllowAutoRedirect = false }, new SocketsHttpHandler { UseCookies = false }, new HttpClientHandler { AllowAutoRedirect = false }];
        foreach (HttpMessageHandler handler in handlers)
        {
            using var client = new HttpClient(new CookieJarHandler(new CookieJar(), handler));
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetAsync("http://localhost:1", _end));
            Assert.StartsWith("Set UseCookies and AllowAutoRedirect", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task By_itself_it_brings_its_network_and_every_octet_of_a_cookie()
    {
        await using TestApp app = await new TestApp
        {
            OnKestrel = true,
            Build = b => b.Services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(o =>
            {
                o.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
                o.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
            }),
            Map = a =>
            {
                a.MapGet("/set", (HttpResponse r) => r.Headers.SetCookie = "t=gr\u00c3\u00bcn; Path=/");
                a.MapGet("/shown", (HttpRequest r) => Convert.ToHexString(Encoding.Latin1.GetBytes(r.Headers.Cookie.ToString())));
            },
        }.StartAsync();
        var jar = new CookieJar();
        using var client = new HttpClient(new CookieJarHandler(jar)) { BaseAddress = app.Address };

        using HttpResponseMessage set = await client.GetAsync("/set", _end);

        Assert.Equal("grün", Assert.Single(jar.GetCookies()).Value);
        Assert.Equal(Convert.ToHexString("t=grün"u8), await client.GetStringAsync("/shown", _end));
    }

    [Fact]
    public async Task It_also_sends_synchronously_and_in_front_of_other_handlers()
    {
        await using TestApp app = await new TestApp
        {
            OnKestrel = true,
            Map = a =>
            {
                a.MapGet("/set", (HttpResponse r) =>
                {
                    r.Headers.SetCookie = "a=1";
                    r.Redirect("/shown");
                });
                a.MapGet("/shown", (HttpRequest r) => r.Headers.Cookie.ToString());
            },
        }.StartAsync();
        var services = new ServiceCollection();
        services.AddSingleton<CookieJar>().AddHttpClient("app").AddHttpMessageHandler(p => new CookieJarHandler(p.GetRequiredService<CookieJar>()))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        await using ServiceProvider provider = services.BuildServiceProvider();
        using HttpClient client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("app");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/set"));

        using HttpResponseMessage answer = await Task.Run(() => client.Send(request, _end), _end);

        Assert.Equal("a=1", await answer.TextAsync());
    }
}
