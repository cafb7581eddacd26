using System.Collections.Concurrent;
using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>
/// Makes partitions: one that is missing, on demand, and the next one for each length of life that this process has met, ahead of need.
/// </summary>
internal sealed class PartitionMaker(Database database, Names names, TimeSpan deadline, TimeProvider time)
{
    private readonly string _add = $"SELECT {names.Schema}.add_partition($1, $2)";
    private readonly ConcurrentDictionary<long, bool> _known = new();

    // The longest life seen of each width.
    private readonly ConcurrentDictionary<long, long> _lives = new();

    /// <summary>Costs nothing when it is known to be there. A caller waits no longer than for any other call.</summary>
    public ValueTask EnsureAsync(long ends, Session session, CancellationToken cancellationToken)
    {
        long life = (session.ExpiresAt - session.CreatedAt).Ticks / TimeSpan.TicksPerMillisecond;
        _lives.AddOrUpdate(Lifetime.Width(life), life, (_, longest) => Math.Max(longest, life));
        return _known.ContainsKey(ends) ? ValueTask.CompletedTask : new(InTimeAsync(MakeAsync(ends), cancellationToken));
    }

    /// <summary>It was not there after all.</summary>
    public void Doubt(long ends) => _known.TryRemove(ends, out _);

    /// <summary>So that no login waits for the next partition.</summary>
    public async ValueTask AheadAsync()
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach ((long width, long life) in _lives)
        {
            long next = Lifetime.PartitionOf(now + life + width, life);
            if (!_known.ContainsKey(next))
            {
                await MakeAsync(next);
            }
        }

        foreach (long past in _known.Keys.Where(ends => ends < now))
        {
            Doubt(past);
        }
    }

    private async Task InTimeAsync(Task making, CancellationToken cancellationToken)
    {
        try
        {
            await making.WaitAsync(deadline, time, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw Throw.Unavailable(late);
        }
    }

    private async Task MakeAsync(long ends)
    {
        database.RequireOpen();
        try
        {
            _known[ends] = await database.Side.RunAsync(new Query<bool>(_add, [Lifetime.Name(ends), ends], static _ => new(true)).RunAsync, 2 * Sources.UpkeepStatement, time);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or ObjectDisposedException)
        {
            throw Throw.Unavailable(failure);
        }
    }
}
