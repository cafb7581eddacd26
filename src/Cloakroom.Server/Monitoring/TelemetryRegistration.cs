using Cloakroom.Server.Health;
using Cloakroom.Server.Settings;
using OpenTelemetry.Logs;

namespace Cloakroom.Server.Monitoring;

/// <summary>Adds what tells operators how the server is.</summary>
internal static class TelemetryRegistration
{
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>To be called first: who exports has to listen before anybody else begins.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder, ServerOptions options)
    {
        TelemetryOptions telemetry = options.Telemetry;
        telemetry.IsOn = telemetry.Otlp is not null || TelemetryOptions.Variables.Any(v => !string.IsNullOrEmpty(builder.Configuration[v]));
        telemetry.HasProtocolVariable = !string.IsNullOrEmpty(builder.Configuration[ProtocolVariable]);
        builder.Services.AddSingleton(telemetry);
        builder.Services.AddSingleton<Exporting>();
        builder.Services.AddHostedService(p => p.GetRequiredService<Exporting>());
        builder.Services.AddSingleton<Backlogs>();
        builder.Services.AddSingleton(RuntimeFloor.Current);
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<HealthWatch>();
        builder.Services.AddHostedService(p => p.GetRequiredService<HealthWatch>());
        if (telemetry.IsOn)
        {
            builder.Logging.AddOpenTelemetry(o => Exporting.Configure(o, telemetry));
        }
    }
}
