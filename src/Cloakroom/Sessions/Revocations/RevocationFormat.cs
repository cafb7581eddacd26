using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom;

/// <summary>
/// The records of the journal, 64 bytes each, numbers little-endian:
/// <code>
///  0  1  version, 1
///  1  1  kind
///  2  1  reason (EndReason); for a text its length
///  3  1  how many records follow that belong to this one
///  4  4  zero
///  8 32  digest of the session, or SHA-256 of the user ID
/// 40  8  expiry, milliseconds since 1970
/// 48  8  time of the revocation, milliseconds since 1970
/// 56  8  first bytes of the SHA-256 of all before
/// </code>
/// A text lies in bytes 4 to 55. A record that does not match its checksum is torn: it was never acknowledged, and is passed over together
/// with those it belongs to.
/// </summary>
internal static class RevocationFormat
{
    public const int Length = 64;

    private const byte Version = 1;
    private const int Text = 4, Digest = 8, Expires = 40, At = 48, Checksum = 56;

    public static byte[] Write(JournalEntry entry) => entry switch
    {
        JournalEntry.Ended e => Record(RevocationKind.Ended, (byte)e.Why, e.Digest, e.Expires.ToUnixTimeMilliseconds(), 0),
        JournalEntry.Settled s => Record(s.What.Kind | RevocationKind.Settled, 0, s.What.Digest, 0, s.What.At),
        JournalEntry.Waits { What: PendingRevocation.All all } w => WriteAll(all, RevocationKind.All, w.Expires.ToUnixTimeMilliseconds()),
        JournalEntry.EndedAll e => WriteAll(e.What, RevocationKind.AllEnded, e.Expires.ToUnixTimeMilliseconds()),
        JournalEntry.Waits w => Record(KeyOf(w.What).Kind, (byte)w.What.Why, KeyOf(w.What).Digest, w.Expires.ToUnixTimeMilliseconds(), KeyOf(w.What).At),
        _ => throw new InvalidOperationException($"There is no record for {entry.GetType().Name}."),
    };

    public static PendingKey KeyOf(PendingRevocation what) => what switch
    {
        PendingRevocation.One one => new(RevocationKind.One, one.Digest, 0),
        PendingRevocation.AllLike like => new(RevocationKind.AllLike, like.Digest, like.At.ToUnixTimeMilliseconds()),
        PendingRevocation.All all => new(RevocationKind.All, new SessionDigest(SHA256.HashData(Encoding.UTF8.GetBytes(all.UserId))), all.At.ToUnixTimeMilliseconds()),
        _ => throw new InvalidOperationException($"There is no key for {what.GetType().Name}."),
    };

    public static IEnumerable<JournalEntry> Read(ReadOnlyMemory<byte> journal)
    {
        for (int at = 0; at + Length <= journal.Length; at += Length)
        {
            if (ReadOne(journal.Span[at..]) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private static byte[] WriteAll(PendingRevocation.All all, RevocationKind kind, long expires)
    {
        byte[][] following =
        [
            .. all.Except is { } except ? [Record(RevocationKind.Except, 0, except, 0, 0)] : Array.Empty<byte[]>(),
            .. Encoding.UTF8.GetBytes(all.UserId).Chunk(Checksum - Text).Select(WriteText),
        ];
        PendingKey key = KeyOf(all);
        return [.. Record(kind, (byte)all.Why, key.Digest, expires, key.At, (byte)following.Length), .. following.SelectMany(f => f)];
    }

    private static byte[] WriteText(byte[] piece)
    {
        byte[] record = new byte[Length];
        (record[0], record[1], record[2]) = (Version, (byte)RevocationKind.Text, (byte)piece.Length);
        piece.CopyTo(record, Text);
        return Seal(record);
    }

    private static byte[] Record(RevocationKind kind, byte why, SessionDigest digest, long expires, long at, byte following = 0)
    {
        byte[] record = new byte[Length];
        (record[0], record[1], record[2], record[3]) = (Version, (byte)kind, why, following);
        digest.CopyTo(record.AsSpan(Digest));
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(Expires), expires);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(At), at);
        return Seal(record);
    }

    private static byte[] Seal(byte[] record)
    {
        SHA256.HashData(record.AsSpan(0, Checksum)).AsSpan(0, Length - Checksum).CopyTo(record.AsSpan(Checksum));
        return record;
    }

    private static bool IsWhole(ReadOnlySpan<byte> record) => record.Length >= Length && record[0] == Version
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(record[..Checksum]).AsSpan(0, Length - Checksum), record[Checksum..Length]);

    private static bool IsTime(long milliseconds) => milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static JournalEntry? ReadOne(ReadOnlySpan<byte> from)
    {
        // What belongs to a record ahead was read with it.
        var kind = (RevocationKind)from[1];
        if (!IsWhole(from) || kind is RevocationKind.Except or RevocationKind.Text)
        {
            return null;
        }

        var why = (EndReason)from[2];
        var digest = new SessionDigest(from.Slice(Digest, SessionDigest.ByteLength));
        long ends = BinaryPrimitives.ReadInt64LittleEndian(from[Expires..]), at = BinaryPrimitives.ReadInt64LittleEndian(from[At..]);
        // A checksum is no seal: whoever can write the file can make one that fits.
        if (!IsTime(ends) || !IsTime(at))
        {
            return null;
        }

        var expires = DateTimeOffset.FromUnixTimeMilliseconds(ends);
        return kind switch
        {
            RevocationKind.Ended => new JournalEntry.Ended(digest, why, expires),
            RevocationKind.One => new JournalEntry.Waits(new PendingRevocation.One(digest, why), expires),
            RevocationKind.AllLike => new JournalEntry.Waits(new PendingRevocation.AllLike(digest, why, DateTimeOffset.FromUnixTimeMilliseconds(at)), expires),
            RevocationKind.All when ReadAll(from, why, at) is { } all => new JournalEntry.Waits(all, expires),
            RevocationKind.AllEnded when ReadAll(from, why, at) is { } all => new JournalEntry.EndedAll(all, expires),
            >= RevocationKind.Settled => new JournalEntry.Settled(new PendingKey(kind & ~RevocationKind.Settled, digest, at)),
            _ => null,
        };
    }

    private static PendingRevocation.All? ReadAll(ReadOnlySpan<byte> from, EndReason why, long at)
    {
        var text = new List<byte>();
        SessionDigest? except = null;
        for (int i = 1; i <= from[3]; i++)
        {
            ReadOnlySpan<byte> next = from.Length >= (i + 1) * Length ? from.Slice(i * Length, Length) : [];
            if (!IsWhole(next))
            {
                return null;
            }

            if (next[1] == (byte)RevocationKind.Except)
            {
                except = new SessionDigest(next.Slice(Digest, SessionDigest.ByteLength));
            }
            else
            {
                text.AddRange(next.Slice(Text, Math.Min((int)next[2], Checksum - Text)));
            }
        }

        return new(Encoding.UTF8.GetString([.. text]), why, DateTimeOffset.FromUnixTimeMilliseconds(at)) { Except = except };
    }
}
