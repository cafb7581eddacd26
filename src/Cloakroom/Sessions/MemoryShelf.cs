using System.Collections.Concurrent;

namespace Cloakroom;

/// <summary>
/// What <see cref="MemorySessionStore"/> keeps: the records and tombstones, who owns which, and when to look at each for expiry.
/// Reading needs no lock; every change is made by one caller at a time.
/// </summary>
internal sealed class MemoryShelf
{
    private readonly ConcurrentDictionary<SessionDigest, MemoryEntry> _entries = new();
    private readonly Dictionary<string, HashSet<SessionDigest>> _liveByUser = new(StringComparer.Ordinal);

    // One valid place per entry; MemoryEntry.LookAt tells which, so that a place given up is skipped instead of searched.
    private readonly PriorityQueue<SessionDigest, long> _expiry = new();

    public MemoryEntry? Find(SessionDigest digest) => _entries.GetValueOrDefault(digest);

    public IEnumerable<Session> LiveOf(string userId)
    {
        foreach (SessionDigest digest in _liveByUser.GetValueOrDefault(userId) ?? [])
        {
            if (_entries.GetValueOrDefault(digest) is { Session: { } session })
            {
                yield return session;
            }
        }
    }

    public void Put(Session session, MemoryData data)
    {
        if (!_liveByUser.TryGetValue(session.UserId, out HashSet<SessionDigest>? digests))
        {
            _liveByUser[session.UserId] = digests = [];
        }

        digests.Add(session.Digest);
        Keep(session.Digest, new MemoryEntry(session, null, data, session.ExpiresAt));
    }

    public void End(Session session, EndReason why)
    {
        RemoveFromUser(session);
        Keep(session.Digest, new MemoryEntry(null, why, MemoryData.Empty, session.ExpiresAt));
    }

    /// <summary>Forgets one expired entry; false when none has expired.</summary>
    public bool ForgetOne(DateTimeOffset now)
    {
        while (_expiry.TryPeek(out SessionDigest digest, out long lookAt) && lookAt <= now.UtcTicks)
        {
            _expiry.Dequeue();
            if (!_entries.TryGetValue(digest, out MemoryEntry? entry) || entry.LookAt != lookAt)
            {
                continue;
            }

            if (entry.GoneAt > now)
            {
                Queue(digest, entry);
                continue;
            }

            _entries.TryRemove(digest, out _);
            if (entry.Session is { } session)
            {
                RemoveFromUser(session);
            }

            return true;
        }

        return false;
    }

    // A touch moves the end further away: it keeps its old place in the queue, where it is found too early and queued again.
    private void Keep(SessionDigest digest, MemoryEntry entry)
    {
        if (_entries.TryGetValue(digest, out MemoryEntry? before) && before.LookAt <= entry.GoneAt.UtcTicks)
        {
            _entries[digest] = entry with { LookAt = before.LookAt };
        }
        else
        {
            Queue(digest, entry);
        }
    }

    private void Queue(SessionDigest digest, MemoryEntry entry)
    {
        _entries[digest] = entry with { LookAt = entry.GoneAt.UtcTicks };
        _expiry.Enqueue(digest, entry.GoneAt.UtcTicks);
    }

    private void RemoveFromUser(Session session)
    {
        if (_liveByUser.TryGetValue(session.UserId, out HashSet<SessionDigest>? digests) && digests.Remove(session.Digest) && digests.Count == 0)
        {
            _liveByUser.Remove(session.UserId);
        }
    }
}
