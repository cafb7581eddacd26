using Cloakroom.Server.Settings;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>Adds the answers to proxies.</summary>
internal static class ForwardAuthRegistration
{
    public static void AddForwardAuth(this IServiceCollection services)
    {
        // They were read before, and the start refused if they could not be.
        services.AddSingleton(p => AccessRules.Read(p.GetRequiredService<ServerOptions>().ForwardAuthRules, out _));
        services.AddSingleton<OriginalSource>();
        services.AddSingleton<Gate>();
        services.AddSingleton<IdentityTokens>();
        services.AddSingleton<LoginWay>();
        services.AddSingleton<VerifyAnswer>();
        services.AddSingleton<ResumeAnswer>();
    }

    /// <summary>Belongs ahead of everything that answers requests.</summary>
    public static void UseForwardAuth(this WebApplication app) => app.UseMiddleware<ForwardAuthMiddleware>();
}
