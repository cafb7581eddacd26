using System.Globalization;
using Cloakroom.Server.Settings;
using Cloakroom.Settings;

namespace Cloakroom.Server.Monitoring;

/// <summary>The settings of telemetry.</summary>
internal static class TelemetrySettings
{
    public static readonly IReadOnlyList<Setting<ServerOptions>> Table =
    [
        new("Telemetry:Otlp", "", "an address such as http://127.0.0.1:4318",
            "The OpenTelemetry collector that traces, metrics and logs are sent to. Without it the environment variables of OpenTelemetry count (OTEL_EXPORTER_OTLP_ENDPOINT and its kin); without those too, nothing is sent.",
            TryAddress),
        new("Telemetry:Protocol", "http/protobuf", "http/protobuf or grpc", "How the collector is spoken to; usually http/protobuf on port 4318, grpc on 4317.", TryProtocol),
        new("Telemetry:Sampling", "1", "a number from 0 to 1",
            "The share of requests of which a trace is recorded. Whether a client wishes to be recorded does not matter. Metrics and logs count them all.", TrySampling),
    ];

    private static bool TryAddress(ServerOptions options, string value)
    {
        options.Telemetry.Otlp = Uri.TryCreate(value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address : null;
        return value.Length == 0 || options.Telemetry.Otlp is not null;
    }

    private static bool TryProtocol(ServerOptions options, string value)
    {
        options.Telemetry.Protocol = value.ToLowerInvariant() switch { "http/protobuf" => OtlpProtocol.Http, "grpc" => OtlpProtocol.Grpc, _ => null };
        return options.Telemetry.Protocol is not null;
    }

    private static bool TrySampling(ServerOptions options, string value)
    {
        bool isShare = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share is >= 0 and <= 1;
        options.Telemetry.Sampling = isShare ? share : options.Telemetry.Sampling;
        return isShare;
    }
}
