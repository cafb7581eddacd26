using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>
/// The connections, and the deadline of every call. A call waits for a connection and for its answer no longer than
/// <see cref="PostgreSqlStoreOptions.Deadline"/>; a pool of dead connections is thrown away at the first sign.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly StoreMetrics _metrics;
    private readonly StoreWatch _watch;
    private volatile Exception? _obstacle = new NpgsqlException();

    public Database(PostgreSqlStoreOptions options, TimeProvider time, StoreMetrics metrics, StoreWatch watch)
    {
        (_deadline, _time, _metrics, _watch) = (options.Deadline, time, metrics, watch);
        Pool = new Pool(() => Sources.Pool(options, watch.LookAsync));
        Side = new Pool(() => Sources.Side(options));
        Commit = options.WaitForStandby ? "remote_apply" : "on";
    }

    /// <summary>For questions and changes.</summary>
    public Pool Pool { get; }

    /// <summary>For the push line and for upkeep, which may take longer.</summary>
    public Pool Side { get; }

    /// <summary>What keeps the store from being used since the start; null once it can be.</summary>
    public Exception? Obstacle
    {
        get => _obstacle;
        set => _obstacle = value;
    }

    /// <summary>The <c>synchronous_commit</c> of everything but touches.</summary>
    public string Commit { get; }

    /// <summary>
    /// Asks. A cancelled caller stops waiting; the call goes on to its end, so that nobody can meet what is left of it.
    /// </summary>
    public async ValueTask<T> AskAsync<T>(Query<T> query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireOpen();
        Task<T> asked = AttemptAsync(query);
        try
        {
            return await asked.WaitAsync(_deadline, _time, cancellationToken);
        }
        catch (TimeoutException late) when (!asked.IsFaulted)
        {
            _metrics.Unavailable();
            throw Throw.Unavailable(late);
        }
    }

    /// <exception cref="StoreUnavailableException">The schema has not been looked at yet.</exception>
    public void RequireOpen()
    {
        if (Obstacle is { } obstacle)
        {
            _metrics.Unavailable();
            throw Throw.NotOpened(obstacle);
        }
    }

    /// <summary>Throws away connections that are idle: those of a server that was there before.</summary>
    public void Forget() => Pool.Source.Clear();

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        await Side.DisposeAsync();
    }

    private async Task<T> RunAsync<T>(Query<T> query, NpgsqlConnection connection, long began, long generation)
    {
        if (query.IsForNow)
        {
            // Asks nothing, to see that answers come.
            await using var nothing = new NpgsqlCommand("SELECT 1", connection);
            await nothing.ExecuteScalarAsync();
        }

        return IsLate(began) ? throw new TimeoutException()
            // The new connection leads to a server that may have forgotten logouts, and they have not been repeated yet.
            : _watch.Generation != generation ? throw new IOException()
            : await query.RunAsync(connection);
    }

    private async Task<T> AttemptAsync<T>(Query<T> query)
    {
        long began = _time.GetTimestamp(), generation = _watch.Generation;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                T answer = await Pool.RunAsync(connection => RunAsync(query, connection, began, generation), 2 * _deadline, _time);
                _watch.IsReadOnly &= query.IsRead;
                return answer;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or ObjectDisposedException or IOException)
            {
                bool lost = Fault.IsLost(failure);
                _watch.IsReadOnly |= Fault.IsReadOnly(failure);
                if (lost)
                {
                    Forget();
                }

                if (Fault.IsWithoutPartition(failure))
                {
                    throw;
                }

                // Once more where it cannot have happened twice.
                if (attempt > 1 || IsLate(began) || !(Fault.IsUndone(failure) || (lost && query.IsRead)))
                {
                    _metrics.Unavailable();
                    throw Throw.Unavailable(failure);
                }
            }
        }
    }

    // Its caller has been answered. A question need not be asked then, and a change should not be made.
    private bool IsLate(long began) => _time.GetElapsedTime(began) >= _deadline;
}
