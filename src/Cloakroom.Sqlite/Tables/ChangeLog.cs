namespace Cloakroom.Sqlite;

/// <summary>
/// Digests of sessions that were updated, replaced or ended, numbered without a gap. Old ones are dropped; who has not read them in time
/// sees the gap. The newest always stays, so that a number is never given twice.
/// </summary>
internal sealed class ChangeLog(Connection db)
{
    /// <summary>A follower asks at least once a second; so many changes in that time are beyond what one file can write.</summary>
    public const int Kept = 16_384;

    // Dropping in steps touches the old end of the table seldom.
    private const int Step = 256;

    private readonly Statement _append = db.Prepare("INSERT INTO cloakroom_change(digest) VALUES(?1)");
    private readonly Statement _appendEnd = db.Prepare("INSERT INTO cloakroom_change(digest, why, expires) VALUES(?1, ?2, ?3)");
    private readonly Statement _drop = db.Prepare("DELETE FROM cloakroom_change WHERE seq <= ?1");

    /// <summary>A session has ended.</summary>
    public void Append(Tombstone tombstone)
    {
        Span<byte> bytes = stackalloc byte[SessionDigest.ByteLength];
        tombstone.Digest.CopyTo(bytes);
        _appendEnd.Bind(1, bytes).Bind(2, (long)tombstone.Why).Bind(3, tombstone.Expires).Run();
        DropOld();
    }

    /// <summary>A session was updated.</summary>
    public void Append(SessionDigest digest)
    {
        Span<byte> bytes = stackalloc byte[SessionDigest.ByteLength];
        digest.CopyTo(bytes);
        _append.Bind(1, bytes).Run();
        DropOld();
    }

    private void DropOld()
    {
        long number = db.LastInsertId;
        if (number % Step == 0)
        {
            _drop.Bind(1, number - Kept).Run();
        }
    }
}
