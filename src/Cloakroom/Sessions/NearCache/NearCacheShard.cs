namespace Cloakroom;

/// <summary>
/// The sessions of a part of all digests: those in memory and those being fetched. Its lock orders everything that happens to one digest,
/// which is what docs/decisions/0030 argues with. Lock order: shard, then stripe of the <see cref="FingerprintIndex"/>; never two shards.
/// </summary>
internal sealed class NearCacheShard(long capacity, FingerprintIndex byFingerprint)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionDigest, Flight> _flights = [];
    private readonly EntryTable<DigestKey> _byDigest = new();
    private readonly Eviction _eviction = new(capacity);
    private long _evictions;

    /// <summary>
    /// The entry, if there is one and a copy will do; otherwise a seat in the flight for this digest. <c>First</c> must start the flight.
    /// </summary>
    public (CachedSession? Entry, Flight? Flight, bool First) Join(SessionDigest digest, bool copyWillDo)
    {
        lock (_gate)
        {
            if (copyWillDo && _byDigest.Find(new DigestKey(digest)) is { } entry)
            {
                return (entry, null, false);
            }

            bool first = !_flights.TryGetValue(digest, out Flight? flight);
            if (flight is null)
            {
                flight = new Flight(digest);
                _flights.Add(digest, flight);
            }

            flight.Waiting++;
            return (null, flight, first);
        }
    }

    /// <summary>One waiter less. True if it was the last and the flight is still in the air: then nobody can join it any more.</summary>
    public bool Leave(Flight flight)
    {
        lock (_gate)
        {
            flight.Waiting--;
            if (flight.Waiting > 0 || flight.Landed)
            {
                return false;
            }

            flight.Abandoned = true;
            TakeOff(flight);
            return true;
        }
    }

    /// <summary>The store has answered; null if it failed. Keeps the copy unless something changed since the flight began.</summary>
    public void Land(Flight flight, Landing? landing)
    {
        lock (_gate)
        {
            flight.Landed = true;
            bool undoubted = TakeOff(flight);
            if (landing is { Answer.Session: null })
            {
                ForgetEntry(flight.Digest);
            }
            else if (landing is { Entry: { } entry } && undoubted)
            {
                Keep(entry);
            }
        }
    }

    /// <summary>Forgets the entry, and closes a flight in the air to newcomers: it will keep nothing.</summary>
    public void Forget(SessionDigest digest)
    {
        lock (_gate)
        {
            _flights.Remove(digest);
            ForgetEntry(digest);
        }
    }

    public void ForgetAll()
    {
        lock (_gate)
        {
            _flights.Clear();
            while (_eviction.Any is { } entry)
            {
                byFingerprint.Remove(entry);
                _eviction.Remove(entry);
            }

            _byDigest.Clear();
        }
    }

    /// <summary>This user's entries; looks at every entry.</summary>
    public Session[] SessionsOf(string userId)
    {
        lock (_gate)
        {
            return [.. _eviction.All.Select(e => e.Valid.Session).Where(s => s.UserId == userId)];
        }
    }

    /// <summary>Closes all flights to newcomers: they will keep nothing.</summary>
    public void DoubtFlights()
    {
        lock (_gate)
        {
            _flights.Clear();
        }
    }

    public (int Count, long Bytes, long Evictions, int Flights) Census()
    {
        lock (_gate)
        {
            return (_eviction.Count, _eviction.Bytes, _evictions, _flights.Count);
        }
    }

    private bool TakeOff(Flight flight) =>
        _flights.TryGetValue(flight.Digest, out Flight? current) && ReferenceEquals(current, flight) && _flights.Remove(flight.Digest);

    private void Keep(CachedSession entry)
    {
        if (entry.Bytes > capacity || !byFingerprint.TryAdd(entry))
        {
            return;
        }

        while (_eviction.Bytes + entry.Bytes > capacity)
        {
            CachedSession victim = _eviction.Evict();
            byFingerprint.Remove(victim);
            _byDigest.Remove(victim);
            _evictions++;
        }

        _byDigest.Add(entry);
        _eviction.Add(entry);
    }

    private void ForgetEntry(SessionDigest digest)
    {
        if (_byDigest.Find(new DigestKey(digest)) is { } entry)
        {
            byFingerprint.Remove(entry);
            _byDigest.Remove(entry);
            _eviction.Remove(entry);
        }
    }
}
