namespace Cloakroom;

/// <summary>Who was logged out while the store was away: asked on every request, and empty in the usual case.</summary>
internal sealed class DeniedSessions(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionDigest, int> _sessions = [];
    private readonly Dictionary<string, List<PendingRevocation.All>> _users = new(StringComparer.Ordinal);
    private volatile int _count;

    public int Count => _count;

    /// <summary>False when there are too many already; then nothing has changed.</summary>
    public bool TryAdd(PendingRevocation revocation, out bool isNew)
    {
        lock (_gate)
        {
            isNew = revocation is not PendingRevocation.One { Digest: var known } || !_sessions.ContainsKey(known);
            if (!isNew || _count >= capacity)
            {
                return !isNew;
            }

            Add(revocation);
            _count++;
            return true;
        }
    }

    public void Remove(PendingRevocation revocation)
    {
        lock (_gate)
        {
            _count--;
            Take(revocation);
        }
    }

    /// <summary>The same logout, known better: nobody who was denied is let in between.</summary>
    public void Replace(PendingRevocation from, PendingRevocation to)
    {
        lock (_gate)
        {
            Add(to);
            Take(from);
        }
    }

    /// <summary>Whether this ID was logged out.</summary>
    public bool Contains(SessionDigest digest)
    {
        if (_count == 0)
        {
            return false;
        }

        lock (_gate)
        {
            return _sessions.ContainsKey(digest);
        }
    }

    /// <summary>Whether this session was logged out, by itself or with all of its user.</summary>
    public bool Contains(Session session) => _count > 0 && Knows(session);

    /// <summary>Whether this one revocation is about the session.</summary>
    public bool Covers(PendingRevocation.All all, Session session)
    {
        lock (_gate)
        {
            return all.Covers(session);
        }
    }

    /// <summary>A session has a new ID: where the old one was excepted, the new one is.</summary>
    public void Moved(SessionDigest from, Session to)
    {
        if (_count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (PendingRevocation.All all in _users.GetValueOrDefault(to.UserId) ?? [])
            {
                all.Except = all.Except == from ? to.Digest : all.Except;
            }
        }
    }

    // Apart from the question that every request asks: what the lambda captures is allocated where the method begins.
    private bool Knows(Session session)
    {
        lock (_gate)
        {
            return _sessions.ContainsKey(session.Digest)
                || (_users.TryGetValue(session.UserId, out List<PendingRevocation.All>? all) && all.Exists(a => a.Covers(session)));
        }
    }

    private void Add(PendingRevocation revocation)
    {
        if (DigestOf(revocation) is { } digest)
        {
            _sessions[digest] = _sessions.GetValueOrDefault(digest) + 1;
        }
        else if (revocation is PendingRevocation.All all)
        {
            _users[all.UserId] = [.. _users.GetValueOrDefault(all.UserId) ?? [], all];
        }
    }

    private void Take(PendingRevocation revocation)
    {
        if (DigestOf(revocation) is { } digest && --_sessions[digest] == 0)
        {
            _sessions.Remove(digest);
        }
        else if (revocation is PendingRevocation.All all && _users[all.UserId] is var waiting)
        {
            waiting.RemoveAll(a => ReferenceEquals(a, all));
            if (waiting.Count == 0)
            {
                _users.Remove(all.UserId);
            }
        }
    }

    private static SessionDigest? DigestOf(PendingRevocation revocation) => revocation switch
    {
        PendingRevocation.One one => one.Digest,
        PendingRevocation.AllLike like => like.Digest,
        _ => null,
    };
}
