using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cloakroom;

/// <summary>
/// Meters and activities; docs/telemetry.md lists them. The reason of a refusal is a tag; identities and secrets never are. What a hit in the
/// near cache adds to is one counter with one constant tag: everything else that it counts is read only when somebody asks.
/// </summary>
internal static class Telemetry
{
    public const string Name = "Cloakroom";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    // From a question to memory up to the longest that anybody waits.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>Decisions by result: <c>valid</c> or a reason code.</summary>
    public static readonly Counter<long> Decisions = Meter.CreateCounter<long>("cloakroom.decisions", "{decision}", "Decisions on requests, by reason");

    /// <summary>Requests that showed something and went on as nobody's, by reason; those that were refused in the end are among them.</summary>
    public static readonly Counter<long> Anonymous = Meter.CreateCounter<long>(
        "cloakroom.requests.anonymous", "{request}", "Requests that showed a credential and were anonymous all the same, by reason");

    /// <summary>By store and call. Calls that were not made because the store is known to be away are not among them.</summary>
    public static readonly Counter<long> StoreFailures = Meter.CreateCounter<long>("cloakroom.store.failures", "{call}", "Store calls that failed, by call");

    /// <summary>By store, call and outcome.</summary>
    public static readonly Histogram<double> StoreDuration = Meter.CreateHistogram(
        "cloakroom.store.duration", "s", "How long store calls took, by store, call and outcome", tags: null, Seconds);

    /// <summary>See <see cref="Cloakroom.RevocationLag"/>.</summary>
    public static readonly Histogram<double> RevocationLag = Meter.CreateHistogram(
        "cloakroom.revocation.lag", "s", "From the end of a session here until the push line tells of it", tags: null, Seconds);

    public static readonly Counter<long> StaleAnswers = Meter.CreateCounter<long>(
        "cloakroom.decisions.stale", "{decision}", "Safe requests recognised while the store was away");

    /// <summary>Sessions that began here, by carrier.</summary>
    public static readonly Counter<long> SessionsBegun = Meter.CreateCounter<long>("cloakroom.sessions.begun", "{session}", "Sessions that began, by carrier");

    /// <summary>Sessions that were ended here, by <see cref="EndReason"/>; not those that reach their end by time.</summary>
    public static readonly Counter<long> SessionsEnded = Meter.CreateCounter<long>("cloakroom.sessions.ended", "{session}", "Sessions that were ended, by why");

    /// <summary>By result: <c>refreshed</c> or a reason code.</summary>
    public static readonly Counter<long> Refreshes = Meter.CreateCounter<long>("cloakroom.refreshes", "{refresh}", "Refresh tokens that were shown, by result");

    /// <summary>By kind: <c>revocations</c> (verifiers) or <c>session</c> (pages that wait for the end of theirs).</summary>
    public static readonly UpDownCounter<long> Streams = Meter.CreateUpDownCounter<long>("cloakroom.streams", "{stream}", "Event streams that are open, by kind");

    /// <summary>The instruments of one engine; they end with the meter.</summary>
    public static Meter Observe(NearCache cache, CircuitBreaker breaker, PushLine line, Func<long> waiting)
    {
        var meter = new Meter(Name);
        meter.CreateObservableCounter("cloakroom.cache", () => Lookups(cache), "{lookup}", "Looks into the near cache, by result");
        meter.CreateObservableCounter("cloakroom.cache.loads", () => cache.Loads, "{call}", "Store calls for sessions that were not in the near cache");
        meter.CreateObservableCounter("cloakroom.cache.evictions", () => cache.Evictions, "{session}", "Sessions that left the near cache for want of room");
        meter.CreateObservableUpDownCounter("cloakroom.cache.sessions", () => cache.Count, "{session}", "Sessions in the near cache");
        meter.CreateObservableUpDownCounter("cloakroom.cache.bytes", () => cache.Bytes, "By", "Size of the near cache");
        meter.CreateObservableCounter("cloakroom.cache.pushes", () => line.Pushes, "{push}", "Changes that the store reported");
        meter.CreateObservableCounter("cloakroom.cache.lease_losses", () => line.Losses, "{loss}", "Times the push line fell silent for longer than the lease");
        meter.CreateObservableUpDownCounter("cloakroom.breaker.open", () => breaker.IsOpen ? 1L : 0L, "{breaker}", "1 while the store is not asked because it is away");
        meter.CreateObservableCounter("cloakroom.breaker.transitions", () => breaker.Transitions, "{transition}", "Times the breaker opened or closed");
        meter.CreateObservableUpDownCounter("cloakroom.revocations.waiting", waiting, "{revocation}", "Logouts that wait for the store");
        return meter;
    }

    /// <summary>The tag of a reason.</summary>
    public static KeyValuePair<string, object?> Because(string reason) => new("reason", reason);

    // Counted by the cache itself, by core: a counter that is added to would cost a hit more than the look.
    private static Measurement<long>[] Lookups(NearCache cache) =>
        [new(cache.Hits, new KeyValuePair<string, object?>("result", "hit")), new(cache.Misses, new KeyValuePair<string, object?>("result", "miss"))];
}
