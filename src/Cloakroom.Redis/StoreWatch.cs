using System.Diagnostics.Metrics;
using System.Globalization;

namespace Cloakroom.Redis;

/// <summary>
/// Notices when a server is not what it was: another process, another history, fewer writes than before. Looks at each greeting, before
/// anybody may use the connection, and every ten seconds.
/// </summary>
internal sealed class StoreWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10), GreatestSkew = TimeSpan.FromMinutes(5);
    private static readonly byte[] AskTime = Command.Of("TIME");

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    // Twice as long as anybody waits for a write.
    private const long Patience = 1000;

    private readonly TimeProvider _time;
    private readonly CoarseClock _clock;
    private readonly Meter _meter = new("Cloakroom");
    private ITimer? _timer;
    private long _generation = 1;
    private long _turn;
    private string? _trouble;
    private TimeSpan _skew;
    private Moment? _moment;
    private bool _isGarnet;

    public StoreWatch(TimeProvider time)
    {
        (_time, _clock) = (time, new CoarseClock(time));
        _meter.CreateObservableGauge("cloakroom.redis.clock.skew", () => _skew.TotalSeconds, "s", "How far the clock of Redis is ahead of this one's");
    }

    public long Generation => Volatile.Read(ref _generation);

    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Of the server that was asked last; null before the first answer.</summary>
    public TimeSpan? Skew => _moment is null ? null : _skew;

    /// <summary>Whether the server is Garnet, which is spoken to a little differently.</summary>
    public bool IsGarnet => Volatile.Read(ref _isGarnet);

    /// <summary>From now on: a server that was not there before is a change, and <paramref name="look"/> is called every ten seconds.</summary>
    public void Start(Func<Task> look) => _timer = _time.CreateTimer(_ => _ = look(), null, Period, Period);

    /// <summary>Taken before a question; an answer to an older one than was seen already is dropped.</summary>
    public long Turn() => Interlocked.Increment(ref _turn);

    /// <summary>What a server says of itself, in full.</summary>
    /// <param name="server">Its address in a cluster; empty where there is one master, whoever that is.</param>
    /// <param name="info">Sections server, replication, memory and stats of INFO.</param>
    /// <param name="turn">Of the question.</param>
    public void See(string server, ServerInfo info, long turn)
    {
        lock (_gate)
        {
            Volatile.Write(ref _isGarnet, info.IsGarnet);
            Seen? before = _seen.GetValueOrDefault(server);
            var now = new Seen(turn, info["run_id"], info["master_replid"], info.Number("master_repl_offset") ?? 0, info.Number("evicted_keys") ?? 0)
            {
                Skew = before?.Skew ?? TimeSpan.Zero,
            };
            if (before is null ? server.Length > 0 && _timer is not null : !now.Follows(before) && turn > before.Turn)
            {
                _generation++;
            }

            if (before is null || turn > before.Turn)
            {
                Note(server, now with { Policy = PolicyTrouble(info, now.Evicted - (before is { } b && b.RunId == now.RunId ? b.Evicted : now.Evicted)) });
            }
        }
    }

    /// <summary>Another history than was seen before is a change as well, whichever line hears of it.</summary>
    public void Hear(string server, ServerInfo replication)
    {
        lock (_gate)
        {
            if (_seen.TryGetValue(server, out Seen? before) && replication["master_replid"] is { Length: > 0 } history && history != before.History)
            {
                _generation++;
                Note(server, before with { History = history });
            }
        }
    }

    /// <summary>Everything in it is gone.</summary>
    public void Emptied() => Interlocked.Increment(ref _generation);

    /// <summary>It is no longer one of them.</summary>
    public void Forget(string server)
    {
        lock (_gate)
        {
            _seen.Remove(server);
            Volatile.Write(ref _trouble, _seen.Values.Select(s => s.Trouble).FirstOrDefault(t => t is not null));
        }
    }

    /// <summary>Compares the clocks. A user who may not ask for the time does without.</summary>
    public async Task CompareClocksAsync(string server, Func<byte[], ValueTask<Reply>> ask)
    {
        DateTimeOffset before = _time.GetUtcNow();
        using Reply reply = await ask(AskTime);
        DateTimeOffset after = _time.GetUtcNow();
        if (Milliseconds(reply) is not { } there)
        {
            return;
        }

        _moment = new Moment(there, _clock.Milliseconds);
        _skew = DateTimeOffset.FromUnixTimeMilliseconds(there) - (before + ((after - before) / 2));
        lock (_gate)
        {
            if (_seen.TryGetValue(server, out Seen? seen))
            {
                Note(server, seen with { Skew = _skew });
            }
        }
    }

    /// <summary>
    /// By the clock of Redis, when a command that is sent now is certainly not waited for any more; null where that clock is not known, and for
    /// Garnet, whose scripts cannot ask for the time.
    /// </summary>
    public long? LatestThere() => !IsGarnet && _moment is { } moment ? moment.There + (_clock.Milliseconds - moment.Here) + Patience : null;

    public void Dispose()
    {
        _timer?.Dispose();
        _meter.Dispose();
    }

    private void Note(string server, Seen seen)
    {
        _seen[server] = seen;
        Volatile.Write(ref _trouble, _seen.Values.Select(s => s.Trouble).FirstOrDefault(t => t is not null));
    }

    private static string? PolicyTrouble(ServerInfo info, long evicted) =>
        Greeting.EvictingPolicy(info) is { } policy ? $"Redis may delete sessions and logouts when its memory is full (maxmemory-policy is {policy}); set it to noeviction: CONFIG SET maxmemory-policy noeviction."
        : evicted > 0 ? $"Redis has deleted {evicted} keys to make room, perhaps sessions and logouts; give it more memory, and set maxmemory-policy to noeviction."
        : null;

    private static long? Milliseconds(in Reply reply)
    {
        RespReader reader = reply.Read();
        return reader.TryRead(out RespValue list) && list.Kind == RespKind.List && reader.TryRead(out RespValue seconds) && reader.TryRead(out RespValue micros)
            && long.TryParse(seconds.Bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long whole)
            && long.TryParse(micros.Bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long part) ? (whole * 1000) + (part / 1000) : null;
    }

    // Two clocks at one moment, in milliseconds.
    private sealed record Moment(long There, long Here);

    private sealed record Seen(long Turn, string RunId, string History, long Offset, long Evicted)
    {
        public string? Policy { get; init; }

        public TimeSpan Skew { get; init; }

        public string? Trouble => Policy ?? (Skew.Duration() > GreatestSkew
            ? $"The clock of Redis is {Skew.Duration().TotalMinutes:F0} minutes {(Skew > TimeSpan.Zero ? "ahead" : "behind")}; let NTP set the clocks of both machines."
            : null);

        public bool Follows(Seen before) => RunId == before.RunId && History == before.History && Offset >= before.Offset;
    }
}
