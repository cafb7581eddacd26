using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cloakroom;

/// <summary>Meters and activities. The reason of a refusal is a tag; identities and secrets never are.</summary>
internal static class Telemetry
{
    public const string Name = "Cloakroom";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Decisions by result: <c>valid</c> or a reason code.</summary>
    public static readonly Counter<long> Decisions = Meter.CreateCounter<long>("cloakroom.decisions", "{decision}", "Decisions on requests, by reason");

    public static readonly Counter<long> StoreFailures = Meter.CreateCounter<long>("cloakroom.store.failures", "{call}", "Store calls that failed");

    /// <summary>The instruments of one cache; they end with the meter.</summary>
    public static Meter Observe(NearCache cache)
    {
        var meter = new Meter(Name);
        meter.CreateObservableCounter("cloakroom.cache.hits", () => cache.Hits, "{lookup}", "Sessions found in the near cache");
        meter.CreateObservableCounter("cloakroom.cache.misses", () => cache.Misses, "{lookup}", "Sessions that the store was asked for");
        meter.CreateObservableUpDownCounter("cloakroom.cache.bytes", () => cache.Bytes, "By", "Size of the near cache");
        return meter;
    }
}
