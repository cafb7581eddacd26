namespace Cloakroom.Server.Monitoring;

/// <summary>Where what this server measures is sent.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>The variables by which OpenTelemetry itself is told where to send; each of them turns it on as well.</summary>
    public static readonly IReadOnlyList<string> Variables =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ];

    /// <summary>The collector; null for where the variables of OpenTelemetry say.</summary>
    public Uri? Otlp { get; set; }

    /// <summary>How it is spoken to; null for what the variables of OpenTelemetry say, and http/protobuf without them.</summary>
    public OtlpProtocol? Protocol { get; set; }

    /// <summary>The share of requests that become a trace, from 0 to 1.</summary>
    public double Sampling { get; set; } = 1;

    /// <summary>Whether the variables of OpenTelemetry name a protocol.</summary>
    public bool HasProtocolVariable { get; set; }

    /// <summary>Whether anything is sent at all.</summary>
    public bool IsOn { get; set; }
}

/// <summary>The two ways to speak OTLP.</summary>
internal enum OtlpProtocol
{
    Http,
    Grpc,
}
