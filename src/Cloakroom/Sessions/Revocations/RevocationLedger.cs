using System.Runtime.InteropServices;

namespace Cloakroom;

/// <summary>
/// What this process knows to be over, from its own logouts and from those it has heard of: in memory until the session would have expired,
/// and in the journal if there is one. It outlives what the store may forget, and is asked before the store is.
/// </summary>
/// <param name="journal">Where it is written down; null for nowhere.</param>
/// <param name="isKept">False where nothing could use it; then it stays empty.</param>
/// <param name="time">The clock.</param>
/// <param name="news">Told when the journal fails.</param>
internal sealed class RevocationLedger(IRevocationJournal? journal, bool isKept, TimeProvider time, Action<StoreNews> news)
{
    /// <summary>About 64 MB. A day of one million logouts.</summary>
    public const int Capacity = 1_000_000;

    private const int ReasonBits = 8;

    private readonly Lock _gate = new();
    // The expiry in milliseconds, and in the last byte the reason.
    private readonly Dictionary<SessionDigest, long> _ended = [];
    private volatile int _count;
    private int _journalFails;

    public int Count => _count;

    /// <summary>Users all of whose sessions were ended.</summary>
    public EndedUsers Users { get; } = new(time);

    /// <summary>Whether anything is known that a store may have forgotten.</summary>
    public bool IsEmpty => _count == 0 && Users.Count == 0;

    /// <summary>True if it was not known; false also when there is no room.</summary>
    public bool TryAdd(SessionDigest digest, EndReason why, DateTimeOffset expires)
    {
        if (!isKept)
        {
            return true;
        }

        lock (_gate)
        {
            ref long known = ref CollectionsMarshal.GetValueRefOrNullRef(_ended, digest);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref known) || _count >= Capacity)
            {
                return false;
            }

            _ended.Add(digest, Pack(why, expires));
            _count = _ended.Count;
            return true;
        }
    }

    /// <summary>It was not so.</summary>
    public void Forget(SessionDigest digest)
    {
        lock (_gate)
        {
            _ended.Remove(digest);
            _count = _ended.Count;
        }
    }

    /// <summary>Why it is over; null when nothing is known.</summary>
    public EndReason? Find(SessionDigest digest)
    {
        if (_count == 0)
        {
            return null;
        }

        lock (_gate)
        {
            return _ended.TryGetValue(digest, out long packed) ? (EndReason)(packed & ((1 << ReasonBits) - 1)) : null;
        }
    }

    /// <summary>Everything that could still come back.</summary>
    public (SessionDigest Digest, EndReason Why)[] Unexpired()
    {
        Sweep();
        lock (_gate)
        {
            return [.. _ended.Select(e => (e.Key, (EndReason)(e.Value & ((1 << ReasonBits) - 1))))];
        }
    }

    /// <summary>Forgets what would have expired.</summary>
    public void Sweep()
    {
        Users.Sweep();
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            foreach (SessionDigest digest in _ended.Where(e => e.Value >> ReasonBits <= now).Select(e => e.Key).ToList())
            {
                _ended.Remove(digest);
            }

            _count = _ended.Count;
        }
    }

    /// <summary>Writes it down. False when that did not work; then everything is as without a journal. Never fails.</summary>
    public async Task<bool> KeepAsync(params IEnumerable<JournalEntry> entries)
    {
        if (journal is null)
        {
            return false;
        }

        try
        {
            await journal.AppendAsync([.. entries.SelectMany(RevocationFormat.Write)]);
            _journalFails = 0;
            return true;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Fail(failure);
            return false;
        }
    }

    /// <summary>Makes the journal short again when most of it is out of date.</summary>
    /// <param name="waiting">The logouts that wait, asked for at the moment when nothing is appended.</param>
    public async Task CompactAsync(Func<IEnumerable<JournalEntry.Waits>> waiting)
    {
        const int Slack = 4096;
        // A record for the user, one or two for their name, and one for the exception.
        if (journal is null || journal.Records < Slack + (2L * (_count + (4L * Users.Count))))
        {
            return;
        }

        try
        {
            await journal.ReplaceAsync(() => [.. Snapshot().Concat<JournalEntry>(Users.Unexpired()).Concat(waiting()).SelectMany(RevocationFormat.Write)]);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Fail(failure);
        }
    }

    private JournalEntry.Ended[] Snapshot()
    {
        Sweep();
        lock (_gate)
        {
            return [.. _ended.Select(e => new JournalEntry.Ended(
                e.Key, (EndReason)(e.Value & ((1 << ReasonBits) - 1)), DateTimeOffset.FromUnixTimeMilliseconds(e.Value >> ReasonBits)))];
        }
    }

    // Said once, until it works again.
    private void Fail(Exception failure)
    {
        if (Interlocked.Exchange(ref _journalFails, 1) == 0)
        {
            news(new StoreNews.JournalFailed(failure));
        }
    }

    private static long Pack(EndReason why, DateTimeOffset expires) => (expires.ToUnixTimeMilliseconds() << ReasonBits) | (byte)why;
}
