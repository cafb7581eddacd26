namespace Cloakroom.Sqlite;

/// <summary>
/// Hears of changes that other connections made, by asking. SQLite tells for the price of a look into shared memory whether anybody
/// committed (<c>PRAGMA data_version</c>); only then is the log read, and only what stands in the log concerns sessions.
/// </summary>
/// <remarks>Changes made through this store are reported too: dropping a copy once too often is harmless.</remarks>
internal sealed class ChangeFeed : IDisposable
{
    /// <summary>Half of what is allowed, so that an answer that took long is still in time.</summary>
    private static readonly TimeSpan Lease = ISessionChangeFeed.Lease / 2;

    private readonly Connection _db;
    private readonly CoarseClock _clock;
    private readonly Statement _version;
    private readonly Statement _since;
    private readonly Statement _newest;
    private readonly Lock _turn = new();
    private readonly SharedQuestion _refresh;
    private ISessionChangeObserver? _observer;
    private long _seenVersion;
    private long _seenChange;
    private long _freshUntil = long.MinValue;
    private bool _closed;
    private long _generation = 1;
    private volatile bool _moved;

    public ChangeFeed(Connection db, TimeProvider time)
    {
        (_db, _clock, _refresh) = (db, new CoarseClock(time), new SharedQuestion(() => new(Ask())));
        _version = db.Prepare("PRAGMA data_version");
        _since = db.Prepare("SELECT seq, digest, why, expires FROM cloakroom_change WHERE seq >= ?1 ORDER BY seq");
        _newest = db.Prepare("SELECT coalesce(max(seq), 0) FROM cloakroom_change");
        (_seenVersion, _seenChange) = (One(_version), One(_newest));
    }

    public bool IsFresh => _clock.Milliseconds < Volatile.Read(ref _freshUntil);

    /// <summary>See <see cref="ISessionStoreWatch"/>: the log went back, or the path leads to another file.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>Whether the path leads to another file, or none: what is written to the open one now is written for nobody. Final.</summary>
    public bool HasMoved => _moved;

    public void Observe(ISessionChangeObserver observer) => _observer = observer;

    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => _refresh.AskAsync(cancellationToken);

    public void Dispose()
    {
        lock (_turn)
        {
            _closed = true;
            Volatile.Write(ref _freshUntil, long.MinValue);
            _db.Dispose();
        }
    }

    private bool Ask()
    {
        lock (_turn)
        {
            if (_closed || LooksMoved())
            {
                return false;
            }

            // The lease counts from before the question: what happens while it is answered is for the next one.
            long asked = _clock.Milliseconds;
            try
            {
                long version = One(_version);
                if (version != _seenVersion)
                {
                    Report();
                    _seenVersion = version;
                }
            }
            catch (SqliteFault)
            {
                // Not fresh is an answer: the store itself will be asked, and will say what is wrong with it.
                return IsFresh;
            }

            Volatile.Write(ref _freshUntil, asked + (long)Lease.TotalMilliseconds);
            return IsFresh;
        }
    }

    private void Report()
    {
        List<Entry> entries = Entries();
        // The last entry seen must still be there, or those after it may be gone as well. An empty log begins with 1.
        bool whole = _seenChange == 0
            ? entries.Count == 0 || entries[0].Number == 1
            : entries.Count > 0 && entries[0].Number == _seenChange;
        if (whole)
        {
            foreach (Entry entry in entries.Where(e => e.Number > _seenChange))
            {
                Report(entry);
            }

            _seenChange = entries.Count > 0 ? entries[^1].Number : 0;
            return;
        }

        long newest = One(_newest);
        if (newest < _seenChange)
        {
            // The newest number always stays: this is the file as it was earlier.
            Volatile.Write(ref _generation, _generation + 1);
        }

        _seenChange = newest;
        _observer?.Missed();
    }

    // What was heard before is as true as it was: copies may be served for as long as without any store.
    private bool LooksMoved()
    {
        if (!_moved && _db.HasMoved())
        {
            _moved = true;
            Volatile.Write(ref _generation, _generation + 1);
            Volatile.Write(ref _freshUntil, long.MinValue);
        }

        return _moved;
    }

    private void Report(Entry entry)
    {
        if (entry.Why is { } why)
        {
            _observer?.Ended(entry.Digest, why, entry.Expires);
        }
        else
        {
            _observer?.Changed(entry.Digest);
        }
    }

    private List<Entry> Entries()
    {
        var entries = new List<Entry>();
        _since.Bind(1, _seenChange);
        try
        {
            while (_since.Step())
            {
                entries.Add(new(
                    _since.Number(0), new SessionDigest(_since.Blob(1)), _since.IsNull(2) ? null : (EndReason)_since.Number(2),
                    DateTimeOffset.FromUnixTimeMilliseconds(_since.Number(3))));
            }
        }
        finally
        {
            _since.Reset();
        }

        return entries;
    }

    /// <summary>A line of the log. <c>Why</c> is null where the session was changed and lives on.</summary>
    private readonly record struct Entry(long Number, SessionDigest Digest, EndReason? Why, DateTimeOffset Expires);

    private static long One(Statement statement)
    {
        try
        {
            return statement.Step() ? statement.Number(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }
}
