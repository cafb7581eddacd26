using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Where the answer is plain the framework is not asked, and it would have said the same.</summary>
public sealed class AuthorizationStepTests
{
    private const string Asked = "Authorization was successful";

    [Fact]
    public async Task Whoever_decides_the_answer_is_the_same()
    {
        await using TestApp plain = await StartAsync(), framework = await StartAsync(b => b.Services.AddSingleton<IAuthorizationHandler, Silent>());
        foreach (string path in (string[])["/public", "/private", "/admin", "/either", "/both", "/claim", "/fresh", "/anonymous", "/named", "/scheme", "/data", "/who", "/nowhere"])
        {
            foreach (string? role in (string?[])[null, "", "admin", "ADMIN", "auditor", "admin,auditor"])
            {
                string here = await ShapeAsync(plain, path, role), there = await ShapeAsync(framework, path, role);
                Assert.True(here == there, $"{path} for {role ?? "nobody"}: {here}, and {there} by the framework");
            }
        }
    }

    [Theory]
    [InlineData("/private", "", false)]
    [InlineData("/admin", "admin", false)]
    [InlineData("/both", "admin,auditor", false)]
    [InlineData("/claim", "admin", true)]
    [InlineData("/fresh", "", true)]
    [InlineData("/scheme", "", true)]
    public async Task The_framework_is_asked_only_where_there_is_something_to_ask(string path, string role, bool isAsked)
    {
        await using TestApp app = await StartAsync(b => b.Logging.SetMinimumLevel(LogLevel.Debug));

        using HttpResponseMessage answer = await app.GetAsync(path, await app.LoginAsync("ada", role: role));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(isAsked, app.Logs.Lines.Any(l => l.Text.Contains(Asked, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_handler_of_the_application_is_asked_about_everything()
    {
        await using TestApp app = await StartAsync(b => b.Services.AddSingleton<IAuthorizationHandler, NotOnSundays>());

        Assert.Equal(HttpStatusCode.Forbidden, (await app.GetAsync("/private", await app.LoginAsync("ada"))).StatusCode);
    }

    [Fact]
    public async Task What_the_application_does_with_the_outcome_is_done()
    {
        await using TestApp app = await StartAsync(b => b.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, Teapot>());

        Assert.Equal(StatusCodes.Status418ImATeapot, (int)(await app.GetAsync("/private", await app.LoginAsync("ada"))).StatusCode);
    }

    [Fact]
    public async Task Claims_that_the_application_changes_count_and_not_those_of_the_session()
    {
        await using TestApp app = await StartAsync(b => b.Services.AddSingleton<IClaimsTransformation, Demotion>());
        string admin = await app.LoginAsync("ada", role: "admin"), auditor = await app.LoginAsync("bob", role: "auditor");

        Assert.Equal(HttpStatusCode.Forbidden, (await app.GetAsync("/admin", admin)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/admin", auditor)).StatusCode);
    }

    [Fact]
    public async Task Who_is_not_logged_in_is_refused_by_what_the_application_demands_of_everything()
    {
        await using TestApp app = await StartAsync(b => b.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/public")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/nowhere")).StatusCode);
    }

    private static Task<TestApp> StartAsync(Action<WebApplicationBuilder>? build = null) => new TestApp
    {
        Build = b =>
        {
            b.Services.AddAuthorizationBuilder().AddPolicy("office", p => p.RequireClaim("role", "admin"));
            build?.Invoke(b);
        },
        Map = a =>
        {
            a.MapGet("/admin", [Authorize(Roles = "admin")] () => "in");
            a.MapGet("/either", [Authorize(Roles = "admin,auditor")] () => "in");
            a.MapGet("/both", () => "in").RequireAuthorization(p => p.RequireRole("admin").RequireRole("auditor"));
            a.MapGet("/claim", () => "in").RequireAuthorization("office");
            a.MapGet("/fresh", () => "in").RequireAuthorization("fresh:5m");
            a.MapGet("/named", () => "in").RequireAuthorization("role:admin");
            a.MapGet("/anonymous", [AllowAnonymous] () => "in").RequireAuthorization();
            a.MapGet("/scheme", [Authorize(AuthenticationSchemes = CloakroomDefaults.AuthenticationScheme)] () => "in");
            a.MapGet("/data", [Demanding] () => "in");
            a.MapGet("/who", (ClaimsPrincipal user) => user.FindFirstValue("sub") ?? "nobody");
        },
    }.StartAsync();

    private static async Task<string> ShapeAsync(TestApp app, string path, string? role)
    {
        using HttpResponseMessage answer = await app.GetAsync(path, role is null ? null : await app.LoginAsync("ada", role: role));
        return $"{(int)answer.StatusCode} {answer.Headers.CacheControl} {answer.Headers.Vary} {await answer.CodeAsync() ?? await answer.TextAsync()}";
    }

    private sealed class Silent : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context) => Task.CompletedTask;
    }

    private sealed class NotOnSundays : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            context.Fail();
            return Task.CompletedTask;
        }
    }

    private sealed class Teapot : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, Microsoft.AspNetCore.Authorization.Policy.PolicyAuthorizationResult authorizeResult)
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return Task.CompletedTask;
        }
    }

    // Administrators are none here, and auditors are.
    private sealed class Demotion : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) => Task.FromResult(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim("sub", principal.FindFirstValue("sub") ?? ""), new Claim("role", principal.IsInRole("auditor") ? "admin" : "none")], "test", "sub", "role")));
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class DemandingAttribute : Attribute, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => new AuthorizationPolicyBuilder().RequireRole("admin").Build().Requirements;
    }
}
