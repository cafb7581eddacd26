namespace Cloakroom;

/// <summary>
/// Users all of whose sessions were ended, or all but one, and when. A store that comes back as another than it was may hold a session that
/// the one before it never named.
/// </summary>
internal sealed class EndedUsers(TimeProvider time)
{
    /// <summary>About 20 MB.</summary>
    public const int Capacity = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, JournalEntry.EndedAll> _byUser = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byUser.Count;
            }
        }
    }

    /// <summary>The latest of a user counts: what was ended before it is ended by it.</summary>
    public void Add(JournalEntry.EndedAll entry)
    {
        lock (_gate)
        {
            if (_byUser.TryGetValue(entry.What.UserId, out JournalEntry.EndedAll? before) ? before.What.At <= entry.What.At : _byUser.Count < Capacity)
            {
                _byUser[entry.What.UserId] = entry;
            }
        }
    }

    /// <summary>A session has a new ID: where the old one was excepted, the new one is.</summary>
    public void Moved(SessionDigest from, Session to)
    {
        lock (_gate)
        {
            if (_byUser.TryGetValue(to.UserId, out JournalEntry.EndedAll? entry) && entry.What.Except == from)
            {
                entry.What.Except = to.Digest;
            }
        }
    }

    public JournalEntry.EndedAll[] Unexpired()
    {
        Sweep();
        lock (_gate)
        {
            return [.. _byUser.Values];
        }
    }

    /// <summary>Forgets those of whose sessions none would still be live.</summary>
    public void Sweep()
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (string user in _byUser.Where(e => e.Value.Expires <= now).Select(e => e.Key).ToList())
            {
                _byUser.Remove(user);
            }
        }
    }
}
