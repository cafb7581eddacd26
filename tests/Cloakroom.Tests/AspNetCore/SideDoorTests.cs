using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Ways in which a GET of another site becomes a change: none of them leads past the origin check.</summary>
public sealed class SideDoorTests
{
    private static readonly string[] Elsewhere = ["cross-site", "same-site", "none"];

    [Fact]
    public async Task A_GET_that_names_another_method_is_asked_like_that_method()
    {
        await using TestApp app = await new TestApp { Map = a => a.MapGet("/item", (ISessions sessions) => sessions.Current?.UserId) }.StartAsync();
        string cookie = await app.LoginAsync("ada");

        foreach (string site in Elsewhere)
        {
            Assert.StartsWith("csrf_", await (await app.GetAsync("/item?_method=DELETE", cookie, ("Sec-Fetch-Site", site))).CodeAsync(), StringComparison.Ordinal);
            Assert.StartsWith("csrf_", await (await app.GetAsync("/item", cookie, ("Sec-Fetch-Site", site), ("X-HTTP-Method-Override", "PUT"))).CodeAsync(), StringComparison.Ordinal);
            Assert.Equal("ada", await (await app.GetAsync("/item?method=DELETE", cookie, ("Sec-Fetch-Site", site))).TextAsync());
        }

        Assert.Equal("ada", await (await app.GetAsync("/item?_method=DELETE", cookie, ("Sec-Fetch-Site", "same-origin"))).TextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_override_of_the_framework_opens_nothing_on_either_side(bool before)
    {
        void Override(WebApplication app) => app.UseHttpMethodOverride(new HttpMethodOverrideOptions { FormFieldName = "_method" });
        await using TestApp app = await new TestApp
        {
            BeforeCloakroom = a => Switch(a, before, Override),
            AfterCloakroom = a => Switch(a, !before, Override),
            Map = a => a.MapMethods("/item", ["POST", "DELETE"], (Session session) => session.UserId),
        }.StartAsync();
        string cookie = await app.LoginAsync("ada");
        using FormUrlEncodedContent foreignForm = new([new("_method", "DELETE")]), ownForm = new([new("_method", "DELETE")]);

        using HttpResponseMessage foreign = await app.SendAsync(HttpMethod.Post, "/item", cookie, foreignForm, ("Sec-Fetch-Site", "cross-site"));
        using HttpResponseMessage own = await app.SendAsync(HttpMethod.Post, "/item", cookie, ownForm, ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal("csrf_cross_site", await foreign.CodeAsync());
        Assert.Equal("ada", await own.TextAsync());
    }

    [Fact]
    public async Task A_method_that_changes_behind_the_check_is_nobodys_request()
    {
        bool reached = false;
        await using TestApp app = await new TestApp
        {
            AfterCloakroom = a => a.Use((context, next) =>
            {
                context.Request.Method = context.Request.Query["verb"] is [{ } verb] ? verb : context.Request.Method;
                return next(context);
            }).UseRouting(),
            Map = a => a.MapDelete("/item", (Session _) => reached = true),
        }.StartAsync();
        string cookie = await app.LoginAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.GetAsync("/item?verb=DELETE", cookie, ("Sec-Fetch-Site", "cross-site")));

        Assert.False(reached);
        using HttpResponseMessage honest = await app.SendAsync(HttpMethod.Delete, "/item", cookie, null, ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(HttpStatusCode.OK, honest.StatusCode);
    }

    [Fact]
    public async Task GraphQL_over_GET_is_asked_where_its_endpoint_says_so()
    {
        await using TestApp app = await new TestApp
        {
            Options = o =>
            {
                o.PublicUrl = "https://example.com";
                o.CsrfOrigins.Add("https://admin.example.com");
            },
            Map = a => a.MapMethods("/graphql", ["GET", "HEAD", "POST"], (Session session) => session.UserId).WithMetadata(new SameOriginOnlyAttribute()),
        }.StartAsync();
        string cookie = TestApp.CookieOf(await app.PostAsync("/login?user=ada", null, ("Sec-Fetch-Site", "same-origin"))) ?? "";
        const string Mutation = "/graphql?query=mutation%7Btransfer(points:1000)%7D";

        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            foreach (string site in Elsewhere)
            {
                Assert.Equal(HttpStatusCode.Forbidden, (await app.SendAsync(method, Mutation, cookie, null, ("Sec-Fetch-Site", site))).StatusCode);
            }
        }

        // A link in a mail opens like a typed address.
        Assert.Equal("csrf_cross_site", await (await app.GetAsync(Mutation, cookie, Browser.Navigates("none"))).CodeAsync());
        Assert.Equal("csrf_origin", await (await app.GetAsync(Mutation, cookie)).CodeAsync());
        Assert.Equal("ada", await (await app.GetAsync(Mutation, cookie, ("Sec-Fetch-Site", "same-origin"))).TextAsync());
        Assert.Equal("ada", await (await FromAdminAsync(app, Mutation, cookie)).TextAsync());
    }

    [Fact]
    public async Task Where_routing_comes_too_late_to_know_that_an_endpoint_asks_nothing_is_done()
    {
        bool reached = false;
        await using TestApp app = await new TestApp
        {
            AfterCloakroom = a => a.UseRouting(),
            Map = a => a.MapGet("/graphql", [SameOriginOnly] (Session _) => reached = true),
        }.StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await app.GetAsync("/graphql", await app.LoginAsync(), ("Sec-Fetch-Site", "cross-site")));

        Assert.False(reached);
    }

    private static void Switch(WebApplication app, bool on, Action<WebApplication> use)
    {
        if (on)
        {
            use(app);
        }
    }

    private static async Task<HttpResponseMessage> FromAdminAsync(TestApp app, string path, string cookie)
    {
        using HttpClient client = app.Client(cookie);
        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Add("Origin", "https://admin.example.com");
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-site");
        return await client.GetAsync(path, TestContext.Current.CancellationToken);
    }
}
