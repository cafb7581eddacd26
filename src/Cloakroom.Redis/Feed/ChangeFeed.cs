namespace Cloakroom.Redis;

/// <summary>
/// The push lines of all masters as one. In a cluster each is fresh for the slots that its node said it has (docs/decisions/0064), so a
/// master that is away leaves the sessions of the others in the near cache.
/// </summary>
internal sealed class ChangeFeed(IServers servers, PlaceKeeper places, Keyspace keys, bool isCluster)
{
    private TaskCompletionSource<bool>? _underway;
    private bool _isWhole = !isCluster;

    /// <summary>Whether the lease holds for every session that there is.</summary>
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

            return masters.Count > 0 && Volatile.Read(ref _isWhole);
        }
    }

    /// <summary>Whether it holds for this session. Where two nodes say that they have its slot, one of them is mistaken: then it does not.</summary>
    public bool IsFreshFor(SessionDigest digest)
    {
        if (IsFresh)
        {
            return true;
        }

        if (!isCluster || places.Known is not { } known)
        {
            return false;
        }

        var parts = new DigestParts(stackalloc byte[SessionDigest.ByteLength], digest);
        int slot = HashSlot.Of(keys.Sessions(known.Of(parts))), owners = 0;
        foreach (Master master in servers.Masters)
        {
            owners += master.Push is { IsFresh: true, Slots: { } slots } && slots.Contains(slot) ? 1 : 0;
        }

        return owners == 1;
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
            Volatile.Write(ref _isWhole, !isCluster || CoversEverySlotOnce());
            fresh = IsFresh;
        }
        finally
        {
            Volatile.Write(ref _underway, null);
            mine.TrySetResult(fresh);
        }

        return fresh;
    }

    private bool CoversEverySlotOnce()
    {
        var all = new SlotSet();
        bool isOnce = true;
        foreach (Master master in servers.Masters)
        {
            isOnce &= master.Push.Slots is { } slots && all.AddNew(slots);
        }

        return isOnce && all.IsFull;
    }
}
