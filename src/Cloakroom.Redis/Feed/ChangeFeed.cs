namespace Cloakroom.Redis;

/// <summary>The push lines of all masters as one: fresh while each of them is.</summary>
internal sealed class ChangeFeed(IServers servers)
{
    private TaskCompletionSource<bool>? _underway;

    public bool IsFresh
    {
        get
        {
            IReadOnlyList<Master> masters = servers.Masters;
            for (int i = 0; i < masters.Count; i++)
            {
                if (!masters[i].Push.IsFresh)
                {
                    return false;
                }
            }

            return masters.Count > 0;
        }
    }

    /// <summary>Many ask at once when the lease lapses; one goes, the others wait for its answer.</summary>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mine = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _underway, mine, null) is { } underway)
        {
            return await underway.Task.WaitAsync(cancellationToken);
        }

        bool fresh = false;
        try
        {
            await Task.WhenAll(servers.Masters.Select(m => m.Push.AskAsync()));
            fresh = IsFresh;
        }
        finally
        {
            Volatile.Write(ref _underway, null);
            mine.TrySetResult(fresh);
        }

        return fresh;
    }
}
