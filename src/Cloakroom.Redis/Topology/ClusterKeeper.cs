namespace Cloakroom.Redis;

/// <summary>
/// Keeps the map of a cluster: asks all masters that can be reached who has which slots, whenever something points to a change and while a
/// master is away; where none can be reached, the nodes of the address.
/// </summary>
internal sealed class ClusterKeeper : IAsyncDisposable
{
    private static readonly TimeSpan DialTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10), Uneasy = TimeSpan.FromMilliseconds(250), Least = TimeSpan.FromMilliseconds(50);

    private readonly RedisStoreOptions _options;
    private readonly ClusterServers _servers;
    private readonly CoarseClock _clock = new(TimeProvider.System);
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<Exception?> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly Task _keeping;
    private bool _isComplete;

    public ClusterKeeper(RedisStoreOptions options, ClusterServers servers)
    {
        (_options, _servers) = (options, servers);
        _keeping = Task.Run(KeepAsync);
    }

    /// <summary>What came of the first attempt: null when there is a map, otherwise why not.</summary>
    public Task<Exception?> First => _first.Task;

    /// <summary>Something has changed.</summary>
    public void Look()
    {
        try
        {
            _wanted.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It is going to look already, or never again.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _keeping;
        _closing.Dispose();
        _wanted.Dispose();
    }

    private async Task KeepAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await LookAsync();
                _first.TrySetResult(null);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever it was: the map must be kept.
                _isComplete = false;
                _first.TrySetResult(e);
            }

            await RestAsync();
        }

        _first.TrySetResult(Throw.Closed());
    }

    // Real time, whatever the clock of the store: a clock that stands still must not keep the map old.
    private async Task RestAsync()
    {
        TimeSpan rest = _isComplete && _servers.Masters.All(m => m.Calls.IsConnected) ? Calm : Uneasy;
        try
        {
            await Task.Delay(Least, _closing.Token);
            await _wanted.WaitAsync(rest - Least, _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // It closes.
        }
    }

    private async Task LookAsync()
    {
        var vote = new SlotVote();
        int answers = 0;
        foreach (Master master in _servers.Masters.Where(m => m.Calls.IsConnected))
        {
            try
            {
                using Reply reply = await master.Calls.CallAsync(SlotRange.Question, _closing.Token);
                vote.Count(SlotRange.In(reply, master.Address.Host));
                answers++;
            }
            catch (StoreUnavailableException)
            {
                // The others know as well.
            }
        }

        if (answers == 0)
        {
            vote.Count(await AskAnyAsync());
        }

        _isComplete = vote.IsComplete;
        await _servers.ApplyAsync(vote);
    }

    private async Task<List<SlotRange>> AskAnyAsync()
    {
        Exception? why = null;
        foreach ((string, int) host in _options.Address.Hosts.Concat(_servers.Masters.Select(m => m.Address)).Distinct())
        {
            try
            {
                return await AskAsync(host);
            }
            catch (Exception e) when (e is StoreUnavailableException or StoreStartException)
            {
                why = e;
            }
        }

        throw why ?? Throw.NotConnected("the address names no host.");
    }

    private async Task<List<SlotRange>> AskAsync((string Host, int Port) host)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        bound.CancelAfter(DialTime);
        try
        {
            Stream stream = await Dialing.OpenAsync(_options, host, bound.Token);
            await using var connection = new Connection(stream, RespLimits.Default, _clock, pushed: null);
            await Greeting.MeetNodeAsync(connection, _options.Address, bound.Token);
            using Reply reply = await connection.CallAsync(SlotRange.Question, bound.Token);
            return SlotRange.In(reply, host.Host);
        }
        catch (OperationCanceledException)
        {
            throw Throw.NotConnected("it did not come about in time.");
        }
    }
}
