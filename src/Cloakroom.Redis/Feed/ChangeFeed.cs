namespace Cloakroom.Redis;

/// <summary>
/// The push lines of all masters as one. In a cluster each is fresh for the slots that its node said it has (docs/decisions/0064), so a
/// master that is away leaves the sessions of the others in the near cache.
/// </summary>
internal sealed class ChangeFeed
{
    private readonly SharedQuestion _refresh;
    private readonly IServers _servers;
    private readonly PlaceKeeper _places;
    private readonly Keyspace _keys;
    private readonly bool _isCluster;
    private bool _isWhole;

    public ChangeFeed(IServers servers, PlaceKeeper places, Keyspace keys, bool isCluster)
    {
        (_servers, _places, _keys, _isCluster, _isWhole) = (servers, places, keys, isCluster, !isCluster);
        _refresh = new SharedQuestion(AskAsync);
    }

    /// <summary>Whether the lease holds for every session that there is.</summary>
    public bool IsFresh
    {
        get
        {
            IReadOnlyList<Master> masters = _servers.Masters;
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

        if (!_isCluster || _places.Known is not { } known)
        {
            return false;
        }

        var parts = new DigestParts(stackalloc byte[SessionDigest.ByteLength], digest);
        int slot = HashSlot.Of(_keys.Sessions(known.Of(parts))), owners = 0;
        foreach (Master master in _servers.Masters)
        {
            owners += master.Push is { IsFresh: true, Slots: { } slots } && slots.Contains(slot) ? 1 : 0;
        }

        return owners == 1;
    }

    /// <summary>Asks all masters.</summary>
    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => _refresh.AskAsync(cancellationToken);

    private async ValueTask<bool> AskAsync()
    {
        await Task.WhenAll(_servers.Masters.Select(m => m.Push.AskAsync()));
        Volatile.Write(ref _isWhole, !_isCluster || CoversEverySlotOnce());
        return IsFresh;
    }

    private bool CoversEverySlotOnce()
    {
        var all = new SlotSet();
        bool isOnce = true;
        foreach (Master master in _servers.Masters)
        {
            isOnce &= master.Push.Slots is { } slots && all.AddNew(slots);
        }

        return isOnce && all.IsFull;
    }
}
