using Cloakroom;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts Cloakroom into the request pipeline.</summary>
public static class CloakroomApplicationBuilderExtensions
{
    /// <summary>
    /// Adds the origin check, authentication and authorization, in this order. It takes the place of <c>UseAuthentication</c> and
    /// <c>UseAuthorization</c>, and belongs after exception handling and static files, before the endpoints.
    /// </summary>
    public static IApplicationBuilder UseCloakroom(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // WebApplication adds the framework's authentication and authorization by itself, ahead of everything, unless it finds these marks.
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        app.Properties["__AuthorizationMiddlewareSet"] = true;
        app.UseMiddleware<CloakroomMiddleware>();
        return app.Use(next =>
        {
            IApplicationBuilder framework = app.New();
            framework.UseAuthorization().Run(next);
            return new AuthorizationStep(next, framework.Build(), app.ApplicationServices.GetRequiredService<IAuthorizationPolicyProvider>()).InvokeAsync;
        });
    }
}
