using Cloakroom.Server.Events;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.External;

/// <summary>Adds logins by other providers.</summary>
internal static class ExternalRegistration
{
    public static IServiceCollection AddExternal(this IServiceCollection services)
    {
        services.AddSingleton(p => new ProviderCalls(ProviderCalls.Patience, p.GetRequiredService<ILogger<ProviderCalls>>()));
        services.AddSingleton(p => new ExternalProviders(
            p.GetRequiredService<ServerOptions>().External, p.GetRequiredService<ProviderCalls>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ProviderToken>();
        services.AddSingleton<IdTokens>();
        services.AddSingleton<LogoutTokens>();
        services.AddSingleton<FlowState>();
        services.AddSingleton<ExternalStart>();
        services.AddSingleton<SpentOnce>();
        services.AddSingleton<PendingLink>();
        services.AddSingleton<ExternalSessions>();
        services.AddSingleton<IEventListener, UnprovenLinks>();
        services.AddScoped<ExternalLinks>();
        services.AddScoped<ExternalLogin>();
        return services;
    }
}
