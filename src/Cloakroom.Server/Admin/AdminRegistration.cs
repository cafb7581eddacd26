using Cloakroom.Server.Admin.Metrics;

namespace Cloakroom.Server.Admin;

/// <summary>Adds what administrators need.</summary>
internal static class AdminRegistration
{
    public static IServiceCollection AddAdmin(this IServiceCollection services)
    {
        services.AddScoped<AccountActs>();
        services.AddScoped<AccountList>();
        services.AddScoped<LiveSessions>();
        services.AddScoped<FactorReset>();
        services.AddScoped<EventFilter>();
        services.AddScoped<RecentSessions>();
        services.AddSingleton<RecentMetrics>();
        services.AddHostedService(p => p.GetRequiredService<RecentMetrics>());
        services.AddSingleton<Dashboard>();
        return services;
    }
}
