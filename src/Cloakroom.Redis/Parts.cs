namespace Cloakroom.Redis;

/// <summary>What an open store is made of.</summary>
internal sealed class Parts : IAsyncDisposable
{
    private readonly PlaceKeeper _places;

    private Parts(RedisStoreOptions options, TimeProvider time)
    {
        Keys = new Keyspace(options.Prefix);
        _places = new PlaceKeeper(Keys);
        Messages = new ChangeMessages(_places);
        Watch = new StoreWatch(time);
        var parts = new MasterParts(options, time, Keys, _places, Messages, Watch);
        Redis = options.Address.IsCluster ? new ClusterServers(parts) : new OneMaster(parts);
        Scripts = new ScriptRunner(Redis, Keys, time, Watch);
        Sweeper = new Sweeper(Redis, Scripts, Keys);
        Feed = new ChangeFeed(Redis, _places, Keys, options.Address.IsCluster);
    }

    public IServers Redis { get; }

    public Keyspace Keys { get; }

    public ScriptRunner Scripts { get; }

    public Sweeper Sweeper { get; }

    public ChangeMessages Messages { get; }

    public ChangeFeed Feed { get; }

    public StoreWatch Watch { get; }

    public StoreMetrics Metrics { get; } = new();

    /// <exception cref="StoreUnavailableException">Redis has not been reached yet.</exception>
    public Places Places => _places.Current;

    public static async Task<Parts> OpenAsync(RedisStoreOptions options, TimeProvider time)
    {
        if (options.Validate().FirstOrDefault() is { } mistake)
        {
            throw new StoreStartException(mistake);
        }

        var parts = new Parts(options, time);
        if (await parts.Redis.OpenAsync() is StoreStartException refusal)
        {
            await parts.DisposeAsync();
            throw refusal;
        }

        parts.Watch.Start(() => Task.WhenAll(parts.Redis.Masters.Select(m => m.LookAsync())));
        return parts;
    }

    public async ValueTask DisposeAsync()
    {
        Watch.Dispose();
        await Redis.DisposeAsync();
        Sweeper.Dispose();
        Metrics.Dispose();
    }
}
