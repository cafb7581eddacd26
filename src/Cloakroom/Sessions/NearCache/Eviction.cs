namespace Cloakroom;

/// <summary>
/// Who has to go: S3-FIFO (Yang, Zhang, Qiu, Yue, Vinayak: "FIFO queues are all you need for cache eviction", SOSP 2023, algorithm 1),
/// counted in bytes. A newcomer enters the small queue, a tenth of the room; unless it is used there it leaves soon, so that sessions
/// shown once cannot push out those in use. A hit moves nothing: it only counts. Guarded by the shard's lock.
/// </summary>
internal sealed class Eviction(long capacity)
{
    private readonly long _smallShare = capacity / 10;
    private readonly EntryQueue _small = new();
    private readonly EntryQueue _main = new();
    private readonly Ghosts _ghosts = new();

    public long Bytes => _small.Bytes + _main.Bytes;

    public int Count => _small.Count + _main.Count;

    public void Add(CachedSession entry)
    {
        // Who was pushed out a moment ago and is back was judged too early. And while there is room, none need wait in the small queue.
        entry.InMain = _ghosts.Remove(entry) || (_small.Bytes >= _smallShare && Bytes + entry.Bytes <= capacity - _smallShare);
        QueueOf(entry).Add(entry);
    }

    public void Remove(CachedSession entry) => QueueOf(entry).Remove(entry);

    /// <summary>Takes out the one to forget. There must be one.</summary>
    public CachedSession Evict()
    {
        // Requests go on counting uses meanwhile; the bound keeps them from keeping us here.
        for (long patience = 4L * Count; ; patience--)
        {
            bool small = _small.Oldest is not null && (_small.Bytes > _smallShare || _main.Oldest is null);
            CachedSession oldest = (small ? _small.Oldest : _main.Oldest) ?? throw new InvalidOperationException("There is nothing to evict.");
            QueueOf(oldest).Remove(oldest);
            if (patience > 0 && small && oldest.Uses > 1)
            {
                oldest.InMain = true;
                _main.Add(oldest);
            }
            else if (patience > 0 && !small && oldest.Uses > 0)
            {
                oldest.Uses--;
                _main.Add(oldest);
            }
            else
            {
                if (small)
                {
                    _ghosts.Add(oldest, Count);
                }

                return oldest;
            }
        }
    }

    public IEnumerable<CachedSession> All => _small.All.Concat(_main.All);

    public CachedSession? Any => _small.Oldest ?? _main.Oldest;

    private EntryQueue QueueOf(CachedSession entry) => entry.InMain ? _main : _small;
}
