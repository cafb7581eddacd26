using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Whoever asks who it is, gets an answer that no cache keeps; everything else stays cacheable.</summary>
public sealed class CachingTests
{
    private const string Public = "public, max-age=60";

    [Theory]
    [InlineData("/user")]
    [InlineData("/session-parameter")]
    [InlineData("/current")]
    [InlineData("/authorized")]
    [InlineData("/redirects")]
    [InlineData("/fails")]
    public async Task An_answer_that_depends_on_the_user_is_not_stored_whatever_the_application_says(string path)
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync();

        foreach (string? shown in (string?[])[cookie, null, "session_id=rubbish"])
        {
            using HttpResponseMessage answer = await app.GetAsync(path, shown);
            Assert.Equal("no-store", answer.Header("Cache-Control"));
            Assert.Contains("Cookie", answer.Header("Vary"), StringComparison.Ordinal);
            Assert.Contains("Authorization", answer.Header("Vary"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_for_everybody_stays_as_the_application_made_it_also_with_a_cookie()
    {
        await using TestApp app = await StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/same-for-all", await app.LoginAsync());

        Assert.Equal(Public, answer.Header("Cache-Control"));
        Assert.Equal("Accept-Encoding", answer.Header("Vary"));
    }

    [Fact]
    public async Task Fields_that_the_answer_varies_by_already_are_kept()
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync();

        Assert.Equal("Accept-Encoding, cookie, Authorization", (await app.GetAsync("/vary?by=Accept-Encoding,cookie", cookie)).Header("Vary"));
        Assert.Equal("*", (await app.GetAsync("/vary?by=*", cookie)).Header("Vary"));
    }

    [Fact]
    public async Task Caching_can_be_allowed_by_name()
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync();

        using HttpResponseMessage allowed = await app.GetAsync("/allowed", cookie), silent = await app.GetAsync("/allowed-but-silent", cookie);

        Assert.Equal("max-age=60, private", allowed.Header("Cache-Control"));
        Assert.Equal("Cookie, Authorization", allowed.Header("Vary"));
        Assert.Equal("no-store", silent.Header("Cache-Control"));
        Assert.Equal("Cookie, Authorization", silent.Header("Vary"));
    }

    [Theory]
    [InlineData("/auth/session")]
    [InlineData("/auth/sessions")]
    [InlineData("/auth/csrf")]
    [InlineData("/auth/data/key")]
    public async Task The_endpoints_of_the_library_are_never_stored(string path)
    {
        await using TestApp app = await StartAsync();

        foreach (string? shown in (string?[])[await app.LoginAsync(), null])
        {
            using HttpResponseMessage answer = await app.GetAsync(path, shown);
            Assert.Equal("no-store", answer.Header("Cache-Control"));
            Assert.Equal("Cookie, Authorization", answer.Header("Vary"));
        }
    }

    [Fact]
    public async Task No_read_sets_a_cookie()
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync();

        foreach (string path in (string[])["/user", "/authorized", "/same-for-all", "/auth/session", "/auth/sessions", "/auth/data/key", "/nowhere"])
        {
            foreach (string? shown in (string?[])[cookie, null, "session_id=rubbish", $"session_id={SessionId.Create().Reveal()}"])
            {
                Assert.Empty(TestApp.SetCookies(await app.GetAsync(path, shown)));
            }
        }
    }

    [Fact]
    public async Task An_answer_that_has_begun_is_not_disturbed_by_a_late_question()
    {
        await using TestApp app = await StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/late", await app.LoginAsync("ada"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("hello ada", await answer.TextAsync());
    }

    private static Task<TestApp> StartAsync() => new TestApp
    {
        Map = app =>
        {
            app.MapGet("/user", (HttpContext context, ClaimsPrincipal user) => Say(context, user.FindFirstValue("sub")));
            app.MapGet("/session-parameter", (HttpContext context, Session session) => Say(context, session.UserId));
            app.MapGet("/current", (HttpContext context, ISessions sessions) => Say(context, sessions.Current?.UserId));
            app.MapGet("/authorized", (HttpContext context) => Say(context, "x")).RequireAuthorization();
            app.MapGet("/redirects", (HttpContext context, ClaimsPrincipal user) =>
            {
                context.Response.Headers.CacheControl = Public;
                return Results.Redirect(user.Identity?.IsAuthenticated == true ? "/in" : "/out");
            });
            app.MapGet("/fails", (HttpContext context, ClaimsPrincipal user) =>
            {
                context.Response.Headers.CacheControl = Public;
                return user.Identity?.IsAuthenticated == true ? Results.BadRequest() : Results.NotFound();
            });
            app.MapGet("/same-for-all", (HttpContext context) => Say(context, "x"));
            app.MapGet("/vary", (HttpContext context, string by, ClaimsPrincipal _) => { context.Response.Headers.Vary = by; });
            app.MapGet("/allowed", [InsecureAllowCaching] (HttpContext context, ClaimsPrincipal _) => { context.Response.Headers.CacheControl = "private, max-age=60"; });
            app.MapGet("/allowed-but-silent", [InsecureAllowCaching] (ClaimsPrincipal user) => user.FindFirstValue("sub"));
            app.MapGet("/late", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("hello ");
                await context.Response.Body.FlushAsync();
                await context.Response.WriteAsync(context.User.FindFirstValue("sub") ?? "nobody");
            });
        },
    }.StartAsync();

    private static string Say(HttpContext context, string? text)
    {
        context.Response.Headers.CacheControl = Public;
        context.Response.Headers.Vary = "Accept-Encoding";
        return text ?? "nobody";
    }
}
