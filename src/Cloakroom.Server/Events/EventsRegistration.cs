namespace Cloakroom.Server.Events;

/// <summary>Adds the log of what happened, and those who write it.</summary>
internal static class EventsRegistration
{
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<EventLog>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<EventDesk>();
        services.AddSingleton<FailedLogins>();
        services.AddHostedService(p => p.GetRequiredService<FailedLogins>());
        services.AddHostedService<EventSweeper>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<IRefusalWitness>(p => p.GetRequiredService<Refusals>());
        services.AddHostedService(p => p.GetRequiredService<Refusals>());
        services.AddSingleton<ISessionHooks, SessionEvents>();
        return services;
    }
}
