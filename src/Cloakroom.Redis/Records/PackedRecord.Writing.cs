using System.Buffers.Binary;

namespace Cloakroom.Redis;

internal static partial class PackedRecord
{
    public const int TimeLength = 6;

    // The years 1970 to 9999; DateTimeOffset would throw beyond.
    private const long LatestTime = 253402300799999;

    private static byte[] WriteWhole(Session session, uint mark)
    {
        // The form that all stores share says what a record may hold, and refuses the rest.
        _ = SessionFormat.Write(session);
        var writer = new PackedWriter();
        Span<byte> head = writer.Take(RestOfRecordAt);
        Span<byte> digest = stackalloc byte[SessionDigest.ByteLength];
        session.Digest.CopyTo(digest);
        head.Clear();
        head[0] = SessionKind;
        digest[DigestParts.TagLength..DigestParts.HeadLength].CopyTo(head[RestAt..]);
        BitConverter.TryWriteBytes(head[MarkAt..], mark);
        WriteTime(head[ExpiresAt..], session.ExpiresAt.ToUnixTimeMilliseconds());
        WriteTime(head[SeenAt..], session.LastSeenAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt32BigEndian(head[IdleAt..], (uint)session.IdleTimeout.TotalSeconds);
        BinaryPrimitives.WriteInt32BigEndian(head[VersionAt..], session.Version);
        session.Handle.CopyTo(head[HandleAt..]);
        head[CarrierAt] = (byte)session.Carrier;
        long created = session.CreatedAt.ToUnixTimeMilliseconds(), authenticated = session.AuthenticatedAt.ToUnixTimeMilliseconds();
        head[1] = authenticated == created ? AuthenticatedAtCreation : (byte)0;

        writer.Signed(session.ExpiresAt.ToUnixTimeMilliseconds() - created);
        if (authenticated != created)
        {
            writer.Signed(authenticated - created);
        }

        writer.Text(session.User.Id);
        writer.Text(session.User.Email ?? "");
        writer.Text(session.Device);
        writer.List(session.User.Roles);
        writer.List(session.AuthenticationMethods);
        return writer.ToArray();
    }

    private static void WriteTime(Span<byte> to, long milliseconds)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(to[2..], (uint)milliseconds);
    }

    private static long ReadTime(ReadOnlySpan<byte> from) =>
        ((long)BinaryPrimitives.ReadUInt16BigEndian(from) << 32) | BinaryPrimitives.ReadUInt32BigEndian(from[2..]);

    private static bool IsTime(long milliseconds) => milliseconds is >= 0 and <= LatestTime;
}
