namespace Cloakroom.Sqlite;

/// <summary>When all sessions of a user were last ended: for logins that were under way meanwhile.</summary>
internal sealed class EpochTable(Connection db)
{
    private static readonly long Memory = (long)ISessionStore.EpochMemory.TotalMilliseconds;

    private readonly Statement _find = db.Prepare("SELECT at FROM cloakroom_epoch WHERE user = ?1");
    private readonly Statement _note = db.Prepare(
        "INSERT INTO cloakroom_epoch(user, at) VALUES(?1, ?2) ON CONFLICT(user) DO UPDATE SET at = max(at, excluded.at)");
    private readonly Statement _forget = db.Prepare("DELETE FROM cloakroom_epoch WHERE at < ?1");

    public bool Refuses(Session session)
    {
        _find.Bind(1, LookupKey.OfUser(session.UserId));
        try
        {
            return _find.Step() && session.AuthenticatedAt.ToUnixTimeMilliseconds() <= _find.Number(0);
        }
        finally
        {
            _find.Reset();
        }
    }

    // The table holds the last quarter of an hour, so that looking through it costs little.
    public void Note(string userId, DateTimeOffset at)
    {
        long milliseconds = at.ToUnixTimeMilliseconds();
        _forget.Bind(1, milliseconds - Memory).Run();
        _note.Bind(1, LookupKey.OfUser(userId)).Bind(2, milliseconds).Run();
    }
}
