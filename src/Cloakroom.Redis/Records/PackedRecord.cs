using System.Collections.Immutable;

namespace Cloakroom.Redis;

/// <summary>
/// A session or tombstone as the fields of a user's hash hold it; integers are big-endian, times are milliseconds since 1970-01-01 UTC:
/// <code>
/// offset size
///  0      1   kind: 1 session, version 1 of this form; 0 tombstone
///  1      1   tombstone: reason (EndReason); session: 0, or 1 when authenticated is created
///  2     16   digest, bytes 8 to 23 (0 to 7 are the name of the field, the others follow from the place)
/// 18      4   mark of the user
/// 22      6   expires (absolute); a tombstone ends here
/// 28      6   last seen
/// 34      4   idle timeout, seconds
/// 38      4   record version
/// 42     16   handle
/// 58      1   carrier
/// 59          expires less created                         zigzag, base-128
///             authenticated less created, where it is another zigzag, base-128
///             user ID, email, device                       text
///             roles, methods                               count in base-128, each text
///             text: 2 × length in base-128, then UTF-8; or 1 and the 16 bytes of a GUID in its usual form; or the odd number of a word
/// </code>
/// Redis keeps a hash whose values have at most 64 bytes in one piece of memory, a third of the size. So a record of up to 256 bytes lies in
/// pieces of 64, the first under its tag, the others under the tag and their number; a longer one lies under its tag as a whole.
/// </summary>
internal static partial class PackedRecord
{
    public const int PieceLength = 64;
    public const int Pieces = 4;
    public const int TombstoneLength = 28;

    private const byte SessionKind = 1, TombstoneKind = 0, AuthenticatedAtCreation = 1;
    private const int RestAt = 2, MarkAt = 18, ExpiresAt = 22, SeenAt = 28, IdleAt = 34, VersionAt = 38, HandleAt = 42, CarrierAt = 58, RestOfRecordAt = 59;

    /// <summary>The pieces, one or up to four.</summary>
    public static List<ReadOnlyMemory<byte>> Write(Session session, uint mark)
    {
        byte[] record = WriteWhole(session, mark);
        var pieces = new List<ReadOnlyMemory<byte>>(Pieces);
        if (record.Length > PieceLength * Pieces)
        {
            pieces.Add(record);
            return pieces;
        }

        for (int at = 0; at < record.Length; at += PieceLength)
        {
            pieces.Add(record.AsMemory(at, Math.Min(PieceLength, record.Length - at)));
        }

        return pieces;
    }

    /// <summary>A time as it stands in a record.</summary>
    public static byte[] Time(DateTimeOffset time)
    {
        byte[] bytes = new byte[TimeLength];
        WriteTime(bytes, time.ToUnixTimeMilliseconds());
        return bytes;
    }

    /// <summary>False for a time that no calendar has.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> bytes, out DateTimeOffset time)
    {
        long milliseconds = ReadTime(bytes);
        time = IsTime(milliseconds) ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return IsTime(milliseconds);
    }

    /// <summary>A reason of a newer version counts as revoked: ended stays ended.</summary>
    public static EndReason Reason(byte why) => Enum.IsDefined((EndReason)why) ? (EndReason)why : EndReason.Revoked;

    /// <summary>True for a tombstone of this digest.</summary>
    public static bool TryReadTombstone(ReadOnlySpan<byte> record, in DigestParts digest, out EndReason why)
    {
        why = EndReason.Revoked;
        if (record.Length != TombstoneLength || record[0] != TombstoneKind || !record.Slice(RestAt, DigestParts.RestLength).SequenceEqual(digest.Rest))
        {
            return false;
        }

        why = Reason(record[1]);
        return true;
    }

    public static bool IsSession(ReadOnlySpan<byte> first) => first.Length > VersionAt && first[0] == SessionKind;

    /// <summary>The last 16 bytes of the head of the digest that this record belongs to.</summary>
    public static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> record) => record.Slice(RestAt, DigestParts.RestLength);

    /// <summary>Reads a whole record. False for anything that <see cref="Write"/> would not have written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, SessionDigest digest, out Session? session, out uint mark)
    {
        (session, mark) = (null, 0);
        if (record.Length <= RestOfRecordAt || record[0] != SessionKind || record[1] > AuthenticatedAtCreation || !Enum.IsDefined((Carrier)record[CarrierAt]))
        {
            return false;
        }

        mark = BitConverter.ToUInt32(record[MarkAt..]);
        long expires = ReadTime(record[ExpiresAt..]), seen = ReadTime(record[SeenAt..]), authenticated = 0;
        uint idle = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(record[IdleAt..]);
        int version = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(record[VersionAt..]);
        var reader = new PackedReader(record[RestOfRecordAt..]);
        if (!reader.Signed(out long life) || (record[1] != AuthenticatedAtCreation && !reader.Signed(out authenticated))
            || !IsTime(expires) || !IsTime(seen) || !IsTime(expires - life) || !IsTime(expires - life + authenticated)
            || idle == 0 || version <= 0 || !reader.Text(out string user) || user.Length == 0 || !reader.Text(out string email)
            || !reader.Text(out string device) || !reader.List(out ImmutableArray<string> roles) || !reader.List(out ImmutableArray<string> methods)
            || !reader.AtEnd)
        {
            return false;
        }

        long created = expires - life;
        session = new Session
        {
            Digest = digest,
            Handle = new SessionHandle(record.Slice(HandleAt, SessionHandle.ByteLength)),
            User = new SessionUser(user) { Email = email.Length == 0 ? null : email, Roles = roles },
            Carrier = (Carrier)record[CarrierAt],
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(created),
            AuthenticatedAt = DateTimeOffset.FromUnixTimeMilliseconds(created + authenticated),
            LastSeenAt = DateTimeOffset.FromUnixTimeMilliseconds(seen),
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(expires),
            IdleTimeout = TimeSpan.FromSeconds(idle),
            AuthenticationMethods = methods,
            Device = device,
            Version = version,
        };
        return true;
    }
}
