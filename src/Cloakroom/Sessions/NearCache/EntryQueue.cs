namespace Cloakroom;

/// <summary>First in, first out, with the links in the entries: joining and leaving allocate nothing. Guarded by the shard's lock.</summary>
internal sealed class EntryQueue
{
    private CachedSession? _newest;

    public CachedSession? Oldest { get; private set; }

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public IEnumerable<CachedSession> All
    {
        get
        {
            for (CachedSession? entry = Oldest; entry is not null; entry = entry.Newer)
            {
                yield return entry;
            }
        }
    }

    public void Add(CachedSession entry)
    {
        entry.Older = _newest;
        entry.Newer = null;
        if (_newest is null)
        {
            Oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
        Count++;
        Bytes += entry.Bytes;
    }

    public void Remove(CachedSession entry)
    {
        if (entry.Older is null)
        {
            Oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        // A forgotten entry that somebody still holds must not keep its former neighbours alive.
        (entry.Older, entry.Newer) = (null, null);
        Count--;
        Bytes -= entry.Bytes;
    }
}
