using Cloakroom.Server.Events;

namespace Cloakroom.Server.Webhooks;

/// <summary>Adds the delivery of webhooks.</summary>
internal static class WebhooksRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookDelivery>();
        services.AddSingleton<IEventListener>(p => p.GetRequiredService<WebhookDelivery>());
        services.AddHostedService(p => p.GetRequiredService<WebhookDelivery>());
        return services;
    }
}
