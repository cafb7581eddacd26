using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>The ways in which applications are written: controllers, base paths, external logins. Razor Pages are in the samples.</summary>
public sealed class FrameworkTests
{
    [Fact]
    public async Task Controllers_see_the_user_and_refuse_with_the_reason()
    {
        await using TestApp app = await StartWithControllersAsync();
        string cookie = await app.LoginAsync("ada", role: "reader");

        Assert.Equal("ada", await (await app.GetAsync("/controller/me", cookie)).TextAsync());
        Assert.Equal("ada", await (await app.GetAsync("/controller/session", cookie)).TextAsync());
        Assert.Equal("no_credentials", await (await app.GetAsync("/controller/me")).CodeAsync());
        Assert.Equal("no_credentials", await (await app.GetAsync("/controller/session")).CodeAsync());
        Assert.Equal("role_required", await (await app.GetAsync("/controller/admin", cookie)).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/controller/open")).StatusCode);
    }

    [Fact]
    public async Task A_controller_may_log_in_and_out()
    {
        await using TestApp app = await StartWithControllersAsync();

        using HttpResponseMessage login = await app.PostAsync("/controller/login?user=ada");
        Assert.Equal("ada", (await login.JsonAsync()).GetProperty("user").GetProperty("id").GetString());
        string? cookie = TestApp.CookieOf(login);
        Assert.Equal("ada", await (await app.GetAsync("/controller/me", cookie)).TextAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/controller/logout", cookie)).StatusCode);
        Assert.Equal("revoked", await (await app.GetAsync("/controller/me", cookie)).CodeAsync());
    }

    [Fact]
    public async Task An_endpoint_with_a_Session_parameter_needs_no_further_word()
    {
        await using TestApp app = await new TestApp { Map = a => a.MapGet("/mine", (Session session) => session.UserId) }.StartAsync();

        Assert.Equal("no_credentials", await (await app.GetAsync("/mine")).CodeAsync());
        Assert.Equal("/login?return=%2Fmine", (await app.GetAsync("/mine", null, Browser.Navigates())).Headers.Location?.OriginalString);
        Assert.Equal("ada", await (await app.GetAsync("/mine", await app.LoginAsync("ada"))).TextAsync());
        Assert.Empty(app.Logs.Bad);
    }

    [Fact]
    public async Task Session_data_is_typed_and_loses_no_update()
    {
        await using TestApp app = await new TestApp
        {
            Map = a =>
            {
                a.MapPost("/cart", async (SessionData data, string item) => (await data.UpdateAsync<Cart>("cart", cart => new([.. cart?.Items ?? [], item]))).Value);
                a.MapGet("/cart", async (SessionData data) => await data.GetAsync<Cart>("cart"));
                a.MapDelete("/cart", async (SessionData data) => await data.RemoveAsync("cart"));
            },
        }.StartAsync();
        string cookie = await app.LoginAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => app.PostAsync($"/cart?item={i}", cookie)));

        Assert.Equal(10, (await (await app.GetAsync("/cart", cookie)).JsonAsync()).GetProperty("items").GetArrayLength());
        Assert.Equal(10, (await (await app.GetAsync("/auth/data/cart", cookie)).JsonAsync()).GetProperty("items").GetArrayLength());
        Assert.Equal("true", await (await app.SendAsync(HttpMethod.Delete, "/cart", cookie)).TextAsync());
        Assert.Equal("null", await (await app.GetAsync("/cart", cookie)).TextAsync());
        Assert.Equal("no_credentials", await (await app.GetAsync("/cart")).CodeAsync());
    }

    [Fact]
    public async Task Under_a_base_path_everything_is_where_it_belongs()
    {
        await using TestApp app = await new TestApp { BeforeCloakroom = a => Bases.Use(a, "/shop") }.StartAsync();
        using HttpResponseMessage login = await app.PostAsync("/shop/login?user=ada");

        Assert.Contains("; Path=/;", Assert.Single(TestApp.SetCookies(login)), StringComparison.Ordinal);
        Assert.Equal("ada", await (await app.GetAsync("/shop/private", TestApp.CookieOf(login))).TextAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/shop/auth/session", TestApp.CookieOf(login))).StatusCode);
    }

    [Fact]
    public async Task The_way_back_from_an_external_login_is_answered_by_its_scheme_and_ends_in_a_session()
    {
        await using TestApp app = await new TestApp
        {
            Build = b => new AuthenticationBuilder(b.Services).AddScheme<AuthenticationSchemeOptions, External>("external", configureOptions: null),
        }.StartAsync();

        // It comes as a form that another site posts.
        using HttpResponseMessage back = await app.PostAsync("/signin-external?user=ada", null, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://id.example"));

        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        Assert.Equal("ada", await (await app.GetAsync("/private", TestApp.CookieOf(back))).TextAsync());
        Assert.Equal("csrf_cross_site", await (await app.PostAsync("/public", null, ("Sec-Fetch-Site", "cross-site"))).CodeAsync());
    }

    private static Task<TestApp> StartWithControllersAsync() => new TestApp
    {
        Build = b => b.Services.AddControllers().AddApplicationPart(typeof(MeController).Assembly),
        Map = a => a.MapControllers(),
    }.StartAsync();

    private sealed record Cart(string[] Items);

    private sealed class External(IOptionsMonitor<AuthenticationSchemeOptions> monitor, ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(monitor, logger, encoder), IAuthenticationRequestHandler
    {
        public async Task<bool> HandleRequestAsync()
        {
            if (Request.Path != "/signin-external")
            {
                return false;
            }

            await Context.SignInAsync(new(new System.Security.Claims.ClaimsIdentity([new("sub", Request.Query["user"].ToString())], "external")));
            Response.Redirect("/");
            return true;
        }

        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}

[ApiController]
[Authorize]
[Route("controller")]
public sealed class MeController : ControllerBase
{
    [HttpGet("me")]
    public string? Me() => User.Identity?.Name;

    [AllowAnonymous]
    [HttpGet("session")]
    public IActionResult FromSession([FromServices] Session session) => Ok(session.UserId);

    [HttpGet("admin")]
    [Authorize(Roles = "admin")]
    public IActionResult Admin() => Ok("in");

    [AllowAnonymous]
    [HttpGet("open")]
    public IActionResult Open() => Ok("open");

    [AllowAnonymous]
    [HttpPost("login")]
    public Task<SignedIn> Login(string user, [FromServices] ISessions sessions) => sessions.SignInAsync(new SessionUser(user), HttpContext.RequestAborted);

    [HttpPost("logout")]
    public async Task<IActionResult> Logout([FromServices] ISessions sessions)
    {
        await sessions.SignOutAsync();
        return Ok();
    }
}
