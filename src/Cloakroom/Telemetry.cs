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

    public static readonly Counter<long> StaleAnswers = Meter.CreateCounter<long>(
        "cloakroom.decisions.stale", "{decision}", "Safe requests recognised while the store was away");

    /// <summary>Sessions that began here, by carrier.</summary>
    public static readonly Counter<long> SessionsBegun = Meter.CreateCounter<long>("cloakroom.sessions.begun", "{session}", "Sessions that began, by carrier");

    /// <summary>Sessions that were ended here, by <see cref="EndReason"/>; not those that reach their end by time.</summary>
    public static readonly Counter<long> SessionsEnded = Meter.CreateCounter<long>("cloakroom.sessions.ended", "{session}", "Sessions that were ended, by why");

    /// <summary>The instruments of one engine; they end with the meter.</summary>
    public static Meter Observe(NearCache cache, CircuitBreaker breaker, PushLine line)
    {
        var meter = new Meter(Name);
        meter.CreateObservableCounter("cloakroom.cache.hits", () => cache.Hits, "{lookup}", "Sessions found in the near cache");
        meter.CreateObservableCounter("cloakroom.cache.misses", () => cache.Misses, "{lookup}", "Sessions that the store was asked for");
        meter.CreateObservableUpDownCounter("cloakroom.cache.bytes", () => cache.Bytes, "By", "Size of the near cache");
        meter.CreateObservableCounter("cloakroom.cache.pushes", () => line.Pushes, "{push}", "Changes that the store reported");
        meter.CreateObservableCounter("cloakroom.cache.lease_losses", () => line.Losses, "{loss}", "Times the push line fell silent for longer than the lease");
        meter.CreateObservableUpDownCounter("cloakroom.breaker.open", () => breaker.IsOpen ? 1 : 0, "{breaker}", "1 while the store is not asked because it is away");
        meter.CreateObservableCounter("cloakroom.breaker.transitions", () => breaker.Transitions, "{transition}", "Times the breaker opened or closed");
        return meter;
    }
}
