namespace Cloakroom.Sqlite;

/// <summary>What an open store is made of, and the order in which it opens and closes.</summary>
internal sealed class Parts : IAsyncDisposable
{
    private readonly Connection _writing;
    private readonly Ballast _ballast;

    private Parts(SqliteStoreOptions options, TimeProvider time)
    {
        _ballast = new Ballast(options.Path + "-ballast", options.BallastBytes, time);
        Metrics = new StoreMetrics(() => _ballast.IsWhole);
        _writing = Opening.Writer(options.Path, _ballast);
        // On a full disk there is none; then the store starts all the same, and ends sessions in what space there is.
        _ballast.TryRestore();

        int readers = Math.Clamp(Environment.ProcessorCount, 1, 8);
        Readers = new ReaderPool(
            [.. Enumerable.Range(0, readers).Select(_ => new Reader(Opening.Reader(options.Path, options.BusyBudget), Metrics))], Metrics);
        Feed = new ChangeFeed(Opening.Reader(options.Path, options.BusyBudget), time);

        var disk = new DiskSpace(_ballast, new Checkpoints(_writing, options.Path, options.BallastBytes));
        Writer = WriteLoop.Start(new Committer(_writing, disk, Metrics, time, options.BusyBudget), time);
    }

    public StoreMetrics Metrics { get; }

    public ReaderPool Readers { get; }

    public ChangeFeed Feed { get; }

    public WriteLoop Writer { get; }

    public static Parts Open(SqliteStoreOptions options, TimeProvider time)
    {
        if (options.Validate().FirstOrDefault() is { } mistake)
        {
            throw new StoreStartException(mistake);
        }

        try
        {
            return new Parts(options, time);
        }
        catch (SqliteFault fault)
        {
            throw Opening.Explain(options.Path, fault);
        }
    }

    /// <summary>
    /// The last connection to close empties the WAL; the writer's, because it may write. The space of the WAL may be enough for a new
    /// ballast, and the next start may need it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        Readers.Dispose();
        Feed.Dispose();
        _writing.Dispose();
        _ballast.TryRestore();
        Metrics.Dispose();
    }
}
