using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Cloakroom;

/// <summary>
/// Version 1, byte by byte; integers are big-endian, times are milliseconds since 1970-01-01 UTC:
/// <code>
/// offset size
///  0      1   version = 1
///  1      1   carrier (1 cookie, 2 token, 3 jwt-cookie)
///  2     32   digest (SHA-256 of the session ID)
/// 34     16   handle
/// 50      8   last seen           (patched in place by a touch)
/// 58      8   created
/// 66      8   authenticated
/// 74      8   expires (absolute)
/// 82      4   idle timeout, whole seconds, at least 1
/// 86      4   record version, at least 1
/// 90          user ID             length u16, UTF-8   (1..256 bytes)
///             email               length u16, UTF-8   (0 = none; up to 320 bytes)
///             device              length u16, UTF-8   (up to 256 bytes)
///             roles               count u8, each: length u16, UTF-8   (up to 64 of up to 256 bytes)
///             methods             count u8, each: length u16, UTF-8   (up to 16 of up to 32 bytes)
///             end: nothing may follow
/// </code>
/// </summary>
internal static partial class SessionFormatV1
{
    public const byte Version = 1;
    public const int LastSeenOffset = 50;

    private const int FixedLength = 90;
    // The years 1970 to 9999; DateTimeOffset would throw beyond.
    private const long LatestTime = 253402300799999;
    private const int MaxUserId = 256, MaxEmail = 320, MaxDevice = 256, MaxRole = 256, MaxRoles = 64, MaxMethod = 32, MaxMethods = 16;

    // Strict: an invalid UTF-8 sequence is refused, never replaced, or two users could read as one.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Write(Session session)
    {
        var writer = new Writer(new byte[Measure(session)]);
        writer.Byte(Version);
        writer.Known(session.Carrier, "Carrier");
        session.Digest.CopyTo(writer.Take(SessionDigest.ByteLength));
        session.Handle.CopyTo(writer.Take(SessionHandle.ByteLength));
        writer.Time(session.LastSeenAt, "LastSeenAt");
        writer.Time(session.CreatedAt, "CreatedAt");
        writer.Time(session.AuthenticatedAt, "AuthenticatedAt");
        writer.Time(session.ExpiresAt, "ExpiresAt");
        writer.Seconds(session.IdleTimeout, "IdleTimeout");
        writer.Count(session.Version, "Version");
        writer.Text(session.User.Id, 1, MaxUserId, "User.Id");
        writer.Text(session.User.Email ?? "", 0, MaxEmail, "User.Email");
        writer.Text(session.Device, 0, MaxDevice, "Device");
        writer.List(session.User.Roles, MaxRoles, MaxRole, "User.Roles");
        writer.List(session.AuthenticationMethods, MaxMethods, MaxMethod, "AuthenticationMethods");
        return writer.Bytes;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out Session? session)
    {
        session = null;
        if (bytes.Length < FixedLength || !Enum.IsDefined((Carrier)bytes[1]))
        {
            return false;
        }

        var reader = new Reader(bytes[FixedLength..]);
        if (!reader.Text(1, MaxUserId, out string userId)
            || !reader.Text(0, MaxEmail, out string email) || !reader.Text(0, MaxDevice, out string device)
            || !reader.List(MaxRoles, MaxRole, out ImmutableArray<string> roles)
            || !reader.List(MaxMethods, MaxMethod, out ImmutableArray<string> methods) || !reader.AtEnd
            || !Time(bytes[50..], out DateTimeOffset seen) || !Time(bytes[58..], out DateTimeOffset created)
            || !Time(bytes[66..], out DateTimeOffset authenticated) || !Time(bytes[74..], out DateTimeOffset expires)
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[82..]) is not (> 0 and var idle)
            || BinaryPrimitives.ReadInt32BigEndian(bytes[86..]) is not (> 0 and var version))
        {
            return false;
        }

        session = new Session
        {
            Carrier = (Carrier)bytes[1],
            Digest = new SessionDigest(bytes[2..34]),
            Handle = new SessionHandle(bytes[34..50]),
            LastSeenAt = seen,
            CreatedAt = created,
            AuthenticatedAt = authenticated,
            ExpiresAt = expires,
            IdleTimeout = TimeSpan.FromSeconds(idle),
            Version = version,
            User = new SessionUser(userId) { Email = email.Length == 0 ? null : email, Roles = roles },
            Device = device,
            AuthenticationMethods = methods,
        };
        return true;
    }

    private static bool Time(ReadOnlySpan<byte> at, out DateTimeOffset time)
    {
        long milliseconds = BinaryPrimitives.ReadInt64BigEndian(at);
        bool ok = milliseconds is >= 0 and <= LatestTime;
        time = ok ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return ok;
    }

    private static int Measure(Session s) =>
        FixedLength + Size(s.User.Id) + Size(s.User.Email ?? "") + Size(s.Device)
        + 1 + s.User.Roles.Sum(Size) + 1 + s.AuthenticationMethods.Sum(Size);

    private static int Size(string text) => 2 + Utf8.GetByteCount(text);
}
