using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

public sealed class AuthorizationTests
{
    [Fact]
    public async Task Who_is_logged_in_may_enter()
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/private", await app.LoginAsync("ada"));

        Assert.Equal("ada", await answer.TextAsync());
    }

    [Fact]
    public async Task A_role_opens_what_it_is_needed_for_and_nothing_else()
    {
        await using TestApp app = await new TestApp
        {
            Map = a =>
            {
                a.MapGet("/admin", [Authorize(Roles = "admin")] () => "in");
                a.MapGet("/both", () => "in").RequireAuthorization(p => p.RequireRole("admin").RequireRole("auditor"));
            },
        }.StartAsync();
        string admin = await app.LoginAsync("1", role: "admin"), plain = await app.LoginAsync("2", role: "administrator,ADMIN");

        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/admin", admin)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.GetAsync("/both", admin)).StatusCode);
        using HttpResponseMessage refused = await app.GetAsync("/admin", plain);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("role_required", await refused.CodeAsync());
        using HttpResponseMessage page = await app.GetAsync("/admin", plain, Browser.Navigates());
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_fallback_policy_guards_all_but_what_allows_anonymous()
    {
        await using TestApp app = await new TestApp
        {
            Build = Fallback.Policy,
            Map = a => a.MapGet("/open", [AllowAnonymous] () => "open"),
        }.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/public")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/nowhere")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/open")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/open", "session_id=rubbish")).StatusCode);
    }

    [Fact]
    public async Task A_policy_may_name_the_scheme()
    {
        await using TestApp app = await new TestApp
        {
            Map = a => a.MapGet("/named", [Authorize(AuthenticationSchemes = CloakroomDefaults.AuthenticationScheme)] (ClaimsPrincipal user) => user.FindFirstValue("sub")),
        }.StartAsync();

        Assert.Equal("ada", await (await app.GetAsync("/named", await app.LoginAsync("ada"))).TextAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/named")).StatusCode);
        Assert.Equal("unknown_session", await (await app.GetAsync("/named", $"session_id={SessionId.Create().Reveal()}")).CodeAsync());
    }

    [Fact]
    public async Task The_scheme_answers_for_the_session_whoever_was_put_into_User()
    {
        await using TestApp app = await new TestApp
        {
            AfterCloakroom = a => a.Use(static (context, next) =>
            {
                context.User = new(new ClaimsIdentity([new("sub", "mallory"), new("role", "admin")], "other", "sub", "role"));
                return next(context);
            }),
            Map = a => a.MapGet("/scheme", async (HttpContext context, CancellationToken _) => (await context.AuthenticateAsync(CloakroomDefaults.AuthenticationScheme)).Principal?.FindFirstValue("sub")),
        }.StartAsync();

        Assert.Equal("ada", await (await app.GetAsync("/scheme", await app.LoginAsync("ada"))).TextAsync());
    }

    [Fact]
    public async Task Claims_that_a_handler_adds_are_gone_at_the_next_request()
    {
        await using TestApp app = await new TestApp
        {
            Store = new CachedSwitchStore(),
            Map = a =>
            {
                a.MapGet("/promote", (ClaimsPrincipal user) => ((ClaimsIdentity?)user.Identity)?.AddClaim(new("role", "admin")));
                a.MapGet("/roles", (ClaimsPrincipal user) => string.Join(',', user.FindAll("role").Select(c => c.Value)));
            },
        }.StartAsync();
        string cookie = await app.LoginAsync("ada", role: "reader");

        (await app.GetAsync("/promote", cookie)).EnsureSuccessStatusCode();

        Assert.Equal("reader", await (await app.GetAsync("/roles", cookie)).TextAsync());
    }

    [Fact]
    public async Task A_claims_transformation_sees_every_user_once_and_nobody_else()
    {
        var transformation = new AddsDepartment();
        await using TestApp app = await new TestApp
        {
            Build = b => b.Services.AddSingleton<IClaimsTransformation>(transformation),
            Map = a => a.MapGet("/department", (ClaimsPrincipal user) => user.FindFirstValue("department")).RequireAuthorization(),
        }.StartAsync();
        string cookie = await app.LoginAsync("ada");

        Assert.Equal("of ada", await (await app.GetAsync("/department", cookie)).TextAsync());
        Assert.Equal(1, transformation.Calls);
        await app.GetAsync("/public");
        await app.GetAsync("/department");
        Assert.Equal(1, transformation.Calls);
    }

    [Fact]
    public async Task The_claims_are_those_of_OpenID_Connect()
    {
        await using TestApp app = await new TestApp
        {
            Map = a => a.MapGet("/claims", (ClaimsPrincipal user) => user.Claims.Select(c => $"{c.Type}={c.Value}")),
        }.StartAsync();

        string[] claims = [.. (await (await app.GetAsync("/claims", await app.LoginAsync("ada", role: "a,b"))).JsonAsync()).EnumerateArray().Select(c => c.GetString() ?? "")];

        Assert.Contains("sub=ada", claims);
        Assert.Contains($"{ClaimTypes.NameIdentifier}=ada", claims);
        Assert.Contains("role=a", claims);
        Assert.Contains("role=b", claims);
        Assert.Contains("amr=pwd", claims);
        Assert.Single(claims, c => c.StartsWith("sid=", StringComparison.Ordinal));
        Assert.Single(claims, c => c.StartsWith("auth_time=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_UseCloakroom_every_use_says_what_is_missing()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCloakroom();
        await using WebApplication app = builder.Build();
        var context = new DefaultHttpContext { RequestServices = app.Services };

        var mistake = await Assert.ThrowsAsync<InvalidOperationException>(() => context.AuthenticateAsync(CloakroomDefaults.AuthenticationScheme));

        Assert.Contains("app.UseCloakroom()", mistake.Message, StringComparison.Ordinal);
    }

    private sealed class AddsDepartment : IClaimsTransformation
    {
        public int Calls { get; private set; }

        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            Calls++;
            principal.AddIdentity(new([new("department", $"of {principal.FindFirstValue("sub")}")]));
            return Task.FromResult(principal);
        }
    }
}
