using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Ways to set up the application that several tests share.</summary>
internal static class Fallback
{
    public static void Policy(WebApplicationBuilder builder) => builder.Services.AddAuthorizationBuilder()
        .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
}

internal static class Bases
{
    // WebApplication routes ahead of everything unless it is told where.
    public static void Use(WebApplication app, string path)
    {
        app.UsePathBase(path);
        app.UseRouting();
    }
}

internal static class Endpoints
{
    public static void Guarded(WebApplication app) => app.MapPost("/guarded", (Session session) => session.UserId).RequireAuthorization();
}
