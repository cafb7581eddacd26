namespace Cloakroom.Sqlite;

/// <summary>Rows of sessions and tombstones, with the entries that lead to them.</summary>
internal sealed class SessionTable(Connection db)
{
    private readonly Statement _insert = db.Prepare("INSERT INTO cloakroom_session(record) VALUES(?1)");
    private readonly Statement _update = db.Prepare("UPDATE cloakroom_session SET record = ?2 WHERE id = ?1");
    private readonly Statement _delete = db.Prepare("DELETE FROM cloakroom_session WHERE id = ?1");
    private readonly Lookup _byDigest = new(db, "cloakroom_by_digest", "key");
    private readonly Lookup _byUser = new(db, "cloakroom_by_user", "user");
    private readonly Lookup _byDue = new(db, "cloakroom_by_due", "due");

    public long Add(Session session)
    {
        long id = Insert(SessionRow.Write(session), session.Digest);
        _byUser.Add(LookupKey.OfUser(session.UserId), id);
        _byDue.Add(Expiry.Due(session), id);
        return id;
    }

    public void Add(Tombstone tombstone)
    {
        long id = Insert(tombstone.Write(), tombstone.Digest);
        _byDue.Add(Expiry.Due(tombstone.Expires), id);
    }

    /// <summary>
    /// Puts a record of the same user in the place of another: an update, or a new ID. The entry by expiry moves only if the session now ends earlier; one
    /// that comes too early costs the sweep a look, one that comes too late would keep a dead session.
    /// </summary>
    public void Change(long id, Session old, Session session)
    {
        Put(id, session);
        if (old.Digest != session.Digest)
        {
            _byDigest.Remove(LookupKey.Of(old.Digest), id);
            _byDigest.Add(LookupKey.Of(session.Digest), id);
        }

        if (Expiry.Due(session) < Expiry.Due(old))
        {
            _byDue.Add(Expiry.Due(session), id);
        }
    }

    /// <summary>Rewrites the record where it stands: one page, whatever the number of sessions. That is all a touch costs.</summary>
    public void Put(long id, Session session) => _update.Bind(1, id).Bind(2, SessionRow.Write(session)).Run();

    /// <summary>Puts a tombstone in the place of a live session.</summary>
    public void End(long id, Session session, EndReason why)
    {
        _update.Bind(1, id).Bind(2, Tombstone.Of(session, why).Write()).Run();
        _byUser.Remove(LookupKey.OfUser(session.UserId), id);
    }

    public void Forget(long id, Session session)
    {
        Forget(id, session.Digest);
        _byUser.Remove(LookupKey.OfUser(session.UserId), id);
    }

    public void Forget(long id, SessionDigest digest)
    {
        _delete.Bind(1, id).Run();
        _byDigest.Remove(LookupKey.Of(digest), id);
    }

    private long Insert(ReadOnlySpan<byte> record, SessionDigest digest)
    {
        _insert.Bind(1, record).Run();
        long id = db.LastInsertId;
        _byDigest.Add(LookupKey.Of(digest), id);
        return id;
    }
}
