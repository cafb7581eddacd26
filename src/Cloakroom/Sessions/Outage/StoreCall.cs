using System.Diagnostics;

namespace Cloakroom;

/// <summary>
/// One call to the store, from the question to the answer: a span of the trace (OpenTelemetry semantic conventions, database client spans) and
/// a measurement. Nothing in it says whose session it is.
/// </summary>
internal readonly struct StoreCall : IDisposable
{
    public const string Ok = "ok", Late = "late", Failed = "failed", Stopped = "stopped";

    private readonly string _store, _call;
    private readonly TimeProvider _time;
    private readonly Activity? _span;
    private readonly long _began;

    private StoreCall(string store, string call, TimeProvider time)
    {
        (_store, _call, _time, _began) = (store, call, time, time.GetTimestamp());
        // What no request waits for, such as a probe each 200 ms, would be a trace of its own.
        _span = Activity.Current is null || !Telemetry.Activities.HasListeners() ? null
            : Telemetry.Activities.StartActivity($"cloakroom.store.{call}", ActivityKind.Client);
        _span?.SetTag("db.system.name", store).SetTag("db.operation.name", call);
    }

    /// <param name="store">What kind of store it is.</param>
    /// <param name="call">Its name, from a short list: that of <see cref="GuardedStore"/>.</param>
    /// <param name="time">The clock.</param>
    public static StoreCall Begin(string store, string call, TimeProvider time) => new(store, call, time);

    /// <summary>What came of it, in one of the words above. An answer that comes later is nobody's concern.</summary>
    public void End(string outcome)
    {
        if (outcome is Late or Failed)
        {
            _span?.SetTag("error.type", outcome).SetStatus(ActivityStatusCode.Error);
        }

        if (Telemetry.StoreDuration.Enabled)
        {
            Telemetry.StoreDuration.Record(_time.GetElapsedTime(_began).TotalSeconds, new("store", _store), new("call", _call), new("outcome", outcome));
        }
    }

    public void Dispose() => _span?.Dispose();

    /// <summary>What a store is called in traces and metrics: <c>redis</c>, <c>postgresql</c>, <c>sqlite</c>, <c>memory</c>, or the same way of its type.</summary>
    public static string KindOf(ISessionStore store)
    {
        const string Suffix = "SessionStore";
        string type = store.GetType().Name;
        return (type.EndsWith(Suffix, StringComparison.Ordinal) && type.Length > Suffix.Length ? type[..^Suffix.Length] : type).ToLowerInvariant();
    }
}
