namespace Cloakroom.PostgreSql;

/// <summary>What an open store is made of, and the order in which it opens and closes.</summary>
internal sealed class Parts : IAsyncDisposable
{
    private Parts(PostgreSqlStoreOptions options, Database database, Names names, Opening opening, StoreMetrics metrics, StoreWatch watch, TimeProvider time)
    {
        var partitions = new PartitionMaker(database, names, options.Deadline, time);
        (Database, Metrics, Names, Watch) = (database, metrics, names, watch);
        Reading = new(database, names, metrics);
        Changing = new(database, names, partitions);
        Ending = new(database, names, watch);
        Touches = new(database, names, metrics, options.TouchDelay, time);
        Values = new(database, names);
        Keys = new(database, names);
        Sweeper = new(database, names, partitions, metrics);
        Clock = new(database, time);
        Feed = new(database, names, opening, watch, options.Deadline, time);
    }

    public Database Database { get; }

    public Names Names { get; }

    public StoreMetrics Metrics { get; }

    public StoreWatch Watch { get; }

    public Reading Reading { get; }

    public Changing Changing { get; }

    public Ending Ending { get; }

    public Touches Touches { get; }

    public SessionValues Values { get; }

    public KeyRings Keys { get; }

    public Sweeper Sweeper { get; }

    public ChangeFeed Feed { get; }

    public ClockCheck Clock { get; }

    public static async Task<Parts> OpenAsync(PostgreSqlStoreOptions options, TimeProvider time)
    {
        if (options.Validate().FirstOrDefault() is { } mistake)
        {
            throw new StoreStartException(mistake);
        }

        var metrics = new StoreMetrics();
        var watch = new StoreWatch();
        var database = new Database(options, time, metrics, watch);
        var names = new Names(options.Schema);
        var opening = new Opening(options, database, names, time);
        try
        {
            await opening.StartAsync();
        }
        catch
        {
            await database.DisposeAsync();
            metrics.Dispose();
            throw;
        }

        var parts = new Parts(options, database, names, opening, metrics, watch, time);
        await parts.Feed.Started;
        await parts.Clock.LookAsync();
        return parts;
    }

    public async ValueTask DisposeAsync()
    {
        await Clock.DisposeAsync();
        await Touches.DisposeAsync();
        await Feed.DisposeAsync();
        await Database.DisposeAsync();
        Metrics.Dispose();
    }
}
