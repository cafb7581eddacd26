using System.Diagnostics.CodeAnalysis;

namespace Cloakroom.Sqlite;

/// <summary>
/// A live session as its row keeps it: its record (SessionFormat), but where the user ID is a GUID in its usual form, which takes 38 bytes there:
/// <code>
/// offset size
///  0      1   kind = 255     (a record begins with its version, a tombstone with 0)
///  1     89   as in a record of version 1
/// 90     16   user ID        (a GUID, big-endian)
/// 106         as in a record of version 1 from offset 128 on
/// </code>
/// </summary>
internal static class SessionRow
{
    private const byte Kind = 255, Version = 1;
    private const int UserIdAt = 90, TextLength = 36, RecordLength = 2 + TextLength, GuidLength = 16;

    public static byte[] Write(Session session)
    {
        byte[] record = SessionFormat.Write(session);
        if (record[0] != Version || !IsGuid(session.UserId, out Guid guid))
        {
            return record;
        }

        byte[] row = [.. record.AsSpan(0, UserIdAt + GuidLength), .. record.AsSpan(UserIdAt + RecordLength)];
        row[0] = Kind;
        guid.TryWriteBytes(row.AsSpan(UserIdAt), bigEndian: true, out _);
        return row;
    }

    /// <summary>False for bytes that are no session. The caller compares the digest.</summary>
    public static bool TryRead(ReadOnlySpan<byte> row, [NotNullWhen(true)] out Session? session)
    {
        if (row.Length < UserIdAt + GuidLength || row[0] != Kind)
        {
            return SessionFormat.TryRead(row, out session);
        }

        // The record itself: what it may hold is judged in one place.
        byte[] record = [Version, .. row[1..UserIdAt], 0, TextLength, .. stackalloc byte[TextLength], .. row[(UserIdAt + GuidLength)..]];
        new Guid(row.Slice(UserIdAt, GuidLength), bigEndian: true).TryFormat(record.AsSpan(UserIdAt + 2), out _, "D");
        return SessionFormat.TryRead(record, out session);
    }

    // Only what reads back to the very same text: two users must not become one.
    private static bool IsGuid(string userId, out Guid guid) =>
        Guid.TryParseExact(userId, "D", out guid) && string.Equals(guid.ToString("D"), userId, StringComparison.Ordinal);
}
