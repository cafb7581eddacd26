using Cloakroom.Server.Start;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cloakroom.Server.Monitoring;

/// <summary>
/// Sends traces and metrics to a collector, from the first request to the last. It works in the background with queues of a fixed size: a
/// collector that is away, slow or silent costs what would have been sent, and no request anything (promise F41).
/// </summary>
internal sealed class Exporting(TelemetryOptions options) : IHostedService, IDisposable
{
    /// <summary>Meters of ours, and those of the framework that tell how requests go.</summary>
    public static readonly IReadOnlyList<string> Meters = ["Cloakroom*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Not those of HTTP clients: addresses of other servers would come along with their queries.</summary>
    public static readonly IReadOnlyList<string> Sources = [Telemetry.Name, "Microsoft.AspNetCore"];

    private const int Patience = 5000, LastWords = 2000;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.IsOn)
        {
            _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Name).AddSource([.. Sources]).SetSampler(new OwnSampler(options.Sampling))
                .AddOtlpExporter(o => Configure(o, options, "v1/traces")).Build();
            _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Name).AddMeter([.. Meters])
                .AddOtlpExporter(o => Configure(o, options, "v1/metrics")).Build();
        }

        return Task.CompletedTask;
    }

    // What is still in the queues is sent, for as long as a shutdown may wait.
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => _traces?.Shutdown(LastWords), CancellationToken.None), Task.Run(() => _metrics?.Shutdown(LastWords), CancellationToken.None));

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>Sends now what waits; for tests.</summary>
    public bool Flush() => _traces?.ForceFlush(Patience) != false && _metrics?.ForceFlush(Patience) != false;

    /// <summary>Sends the lines of the log as well.</summary>
    public static void Configure(OpenTelemetryLoggerOptions logs, TelemetryOptions options)
    {
        logs.IncludeFormattedMessage = true;
        logs.SetResourceBuilder(Named(ResourceBuilder.CreateEmpty()));
        logs.AddOtlpExporter(o => Configure(o, options, "v1/logs"));
    }

    private static void Configure(OtlpExporterOptions exporter, TelemetryOptions options, string path)
    {
        exporter.TimeoutMilliseconds = Patience;
        if (options.Otlp is not { } collector)
        {
            // The address it has read itself. Without a word about the protocol it would speak gRPC.
            exporter.Protocol = options.Protocol is { } chosen ? Protocol(chosen) : options.HasProtocolVariable ? exporter.Protocol : OtlpExportProtocol.HttpProtobuf;
            return;
        }

        exporter.Protocol = Protocol(options.Protocol ?? OtlpProtocol.Http);
        // OTLP/HTTP 1.0: each signal has its path below the address.
        exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.Grpc ? collector : new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/{path}");
    }

    private static void Name(ResourceBuilder resource) => Named(resource.Clear());

    // The variables have the last word: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES.
    private static ResourceBuilder Named(ResourceBuilder resource) =>
        resource.AddTelemetrySdk().AddService("cloakroom", serviceVersion: Banner.Version).AddEnvironmentVariableDetector();

    private static OtlpExportProtocol Protocol(OtlpProtocol chosen) => chosen == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
}
