namespace Cloakroom.PostgreSql;

/// <summary>
/// Compares the clock of the server with this one, at the start and every ten seconds. Nothing is decided by the other clock: it tells which
/// of two machines is wrong before sessions end too early or too late.
/// </summary>
internal sealed class ClockCheck : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10), Greatest = TimeSpan.FromMinutes(5);

    private static readonly Query<long> Ask = new("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::int8", [], Rows.One<long>, IsRead: true);

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Answer? _last;

    public ClockCheck(Database database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _timer = time.CreateTimer(_ => _ = LookAsync(), state: null, Period, Period);
    }

    /// <summary>How far the other clock is ahead; null before the first answer.</summary>
    public TimeSpan? Skew => Volatile.Read(ref _last)?.Skew;

    /// <summary>What is wrong and what to do; null while the difference is bearable.</summary>
    public string? Trouble => Skew is { } skew && skew.Duration() > Greatest
        ? $"The clock of PostgreSQL is {skew.Duration().TotalMinutes:F0} minutes {(skew > TimeSpan.Zero ? "ahead" : "behind")}; let NTP set the clocks of both machines."
        : null;

    public async Task LookAsync()
    {
        try
        {
            DateTimeOffset before = _time.GetUtcNow();
            long there = await _database.AskAsync(Ask, CancellationToken.None);
            DateTimeOffset after = _time.GetUtcNow();
            Volatile.Write(ref _last, new(DateTimeOffset.FromUnixTimeMilliseconds(there) - (before + ((after - before) / 2))));
        }
        catch (StoreUnavailableException)
        {
            // That it is away is said elsewhere.
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private sealed record Answer(TimeSpan Skew);
}
