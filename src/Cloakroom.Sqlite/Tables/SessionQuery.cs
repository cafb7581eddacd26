namespace Cloakroom.Sqlite;

/// <summary>Finds sessions; used by the readers and by the writer, each with statements of its own.</summary>
internal sealed class SessionQuery(Connection db, StoreMetrics metrics)
{
    private readonly Statement _byDigest = db.Prepare(
        "SELECT s.id, s.record FROM cloakroom_by_digest d JOIN cloakroom_session s ON s.id = d.id WHERE d.key = ?1");

    private readonly Statement _byUser = db.Prepare(
        "SELECT s.id, s.record FROM cloakroom_by_user u JOIN cloakroom_session s ON s.id = u.id WHERE u.user = ?1");

    private readonly Statement _countUser = db.Prepare("SELECT count(*) FROM cloakroom_by_user WHERE user = ?1");

    /// <summary>
    /// What stands under the digest. Every record is asked whose it is (invariant 2): one that belongs to another session, or cannot be
    /// read, is never returned.
    /// </summary>
    public Found Find(SessionDigest digest)
    {
        _byDigest.Bind(1, LookupKey.Of(digest));
        try
        {
            Found found = default;
            while (_byDigest.Step())
            {
                Found row = Read(_byDigest.Number(0), _byDigest.Blob(1), digest);
                if (row.IsKnown)
                {
                    return row;
                }

                found = row.IsUnreadable ? row : found;
            }

            return found;
        }
        finally
        {
            _byDigest.Reset();
        }
    }

    /// <summary>The user's live sessions with their rows, in no order.</summary>
    public List<(long Id, Session Session)> OfUser(string userId)
    {
        var sessions = new List<(long, Session)>();
        _byUser.Bind(1, LookupKey.OfUser(userId));
        try
        {
            while (_byUser.Step())
            {
                if (!SessionRow.TryRead(_byUser.Blob(1), out Session? session))
                {
                    metrics.Unreadable();
                }
                else if (string.Equals(session.UserId, userId, StringComparison.Ordinal))
                {
                    sessions.Add((_byUser.Number(0), session));
                }
            }
        }
        finally
        {
            _byUser.Reset();
        }

        return sessions;
    }

    /// <summary>At least as many as the user has: another user may share the key.</summary>
    public long CountOfUser(string userId)
    {
        _countUser.Bind(1, LookupKey.OfUser(userId)).Step();
        long count = _countUser.Number(0);
        _countUser.Reset();
        return count;
    }

    private Found Read(long id, ReadOnlySpan<byte> record, SessionDigest digest)
    {
        if (Tombstone.TryRead(record, out Tombstone tombstone))
        {
            return Belongs(tombstone.Digest, digest) ? new Found(id, null, tombstone.Digest == digest ? tombstone.Why : null) : Unreadable(id);
        }

        if (!SessionRow.TryRead(record, out Session? session) || !Belongs(session.Digest, digest))
        {
            return Unreadable(id);
        }

        return new Found(id, session.Digest == digest ? session : null, null);
    }

    // Two digests may share their first 48 bits; a record whose own are others was put there by somebody.
    private static bool Belongs(SessionDigest own, SessionDigest asked) => LookupKey.Of(own) == LookupKey.Of(asked);

    private Found Unreadable(long id)
    {
        metrics.Unreadable();
        return new Found(id, null, null) { IsUnreadable = true };
    }
}

/// <summary>What stands under a digest: a live session, the reason why it was ended, or nothing that can be used.</summary>
internal readonly record struct Found(long Id, Session? Session, EndReason? Ended)
{
    /// <summary>A row is there that says nothing. It reads as absent, yet nothing may be created in its place.</summary>
    public bool IsUnreadable { get; init; }

    public bool IsKnown => Session is not null || Ended is not null;

    public bool IsTaken => IsKnown || IsUnreadable;
}
