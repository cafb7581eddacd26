using System.Buffers.Binary;

namespace Cloakroom.Sqlite;

/// <summary>
/// What stays of a session that was ended, in place of its record, until its absolute expiry:
/// <code>
/// offset size
///  0      1   kind = 0       (a session record begins with its version, which is never 0)
///  1      1   reason         (EndReason)
///  2     32   digest
/// 34      8   expires        (milliseconds since 1970-01-01 UTC, big-endian)
/// 42          end
/// </code>
/// </summary>
internal readonly record struct Tombstone(SessionDigest Digest, EndReason Why, long Expires)
{
    private const byte Kind = 0;
    private const int Length = 42;

    public static Tombstone Of(Session session, EndReason why) => new(session.Digest, why, session.ExpiresAt.ToUnixTimeMilliseconds());

    public static bool Is(ReadOnlySpan<byte> record) => record.Length > 0 && record[0] == Kind;

    /// <summary>False for bytes that are none. A reason of a newer version counts as revoked: ended stays ended.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, out Tombstone tombstone)
    {
        tombstone = default;
        if (record.Length != Length || record[0] != Kind)
        {
            return false;
        }

        var why = (EndReason)record[1];
        tombstone = new Tombstone(
            new SessionDigest(record[2..34]),
            Enum.IsDefined(why) ? why : EndReason.Revoked,
            BinaryPrimitives.ReadInt64BigEndian(record[34..]));
        return true;
    }

    public byte[] Write()
    {
        byte[] record = new byte[Length];
        record[0] = Kind;
        record[1] = (byte)Why;
        Digest.CopyTo(record.AsSpan(2));
        BinaryPrimitives.WriteInt64BigEndian(record.AsSpan(34), Expires);
        return record;
    }
}
