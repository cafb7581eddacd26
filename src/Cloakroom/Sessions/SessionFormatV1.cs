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
/// 82      4   idle timeout, seconds
/// 86      4   record version
/// 90          user ID             length u16, UTF-8   (1..256 bytes)
///             email               length u16, UTF-8   (0 = none; up to 320 bytes)
///             device              length u16, UTF-8   (up to 256 bytes)
///             roles               count u8, each: length u16, UTF-8   (up to 64 of up to 256 bytes)
///             methods             count u8, each: length u16, UTF-8   (up to 16 of up to 32 bytes)
///             end: nothing may follow
/// </code>
/// </summary>
internal static class SessionFormatV1
{
    public const byte Version = 1;
    public const int LastSeenOffset = 50;

    private const int FixedLength = 90;
    private const int MaxUserId = 256, MaxEmail = 320, MaxDevice = 256, MaxRole = 256, MaxRoles = 64, MaxMethod = 32, MaxMethods = 16;

    // Strict: an invalid UTF-8 sequence is refused, never replaced, or two users could read as one.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Write(Session session)
    {
        var writer = new Writer(new byte[Measure(session)]);
        writer.Byte(Version);
        writer.Byte((byte)session.Carrier);
        session.Digest.CopyTo(writer.Take(SessionDigest.ByteLength));
        session.Handle.CopyTo(writer.Take(SessionHandle.ByteLength));
        writer.Time(session.LastSeenAt);
        writer.Time(session.CreatedAt);
        writer.Time(session.AuthenticatedAt);
        writer.Time(session.ExpiresAt);
        BinaryPrimitives.WriteUInt32BigEndian(writer.Take(4), checked((uint)session.IdleTimeout.TotalSeconds));
        BinaryPrimitives.WriteInt32BigEndian(writer.Take(4), session.Version);
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
        if (!reader.Text(MaxUserId, out string userId) || userId.Length == 0
            || !reader.Text(MaxEmail, out string email) || !reader.Text(MaxDevice, out string device)
            || !reader.List(MaxRoles, MaxRole, out ImmutableArray<string> roles)
            || !reader.List(MaxMethods, MaxMethod, out ImmutableArray<string> methods) || !reader.AtEnd
            || !Time(bytes[50..], out DateTimeOffset seen) || !Time(bytes[58..], out DateTimeOffset created)
            || !Time(bytes[66..], out DateTimeOffset authenticated) || !Time(bytes[74..], out DateTimeOffset expires))
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
            IdleTimeout = TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes[82..])),
            Version = BinaryPrimitives.ReadInt32BigEndian(bytes[86..]),
            User = new SessionUser(userId) { Email = email.Length == 0 ? null : email, Roles = roles },
            Device = device,
            AuthenticationMethods = methods,
        };
        return true;
    }

    private static bool Time(ReadOnlySpan<byte> at, out DateTimeOffset time)
    {
        long milliseconds = BinaryPrimitives.ReadInt64BigEndian(at);
        // The years 1970 to 9999; DateTimeOffset would throw beyond.
        bool ok = milliseconds is >= 0 and <= 253402300799999;
        time = ok ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return ok;
    }

    private static int Measure(Session s) =>
        FixedLength + Size(s.User.Id) + Size(s.User.Email ?? "") + Size(s.Device)
        + 1 + s.User.Roles.Sum(Size) + 1 + s.AuthenticationMethods.Sum(Size);

    private static int Size(string text) => 2 + Utf8.GetByteCount(text);

    private ref struct Writer(byte[] bytes)
    {
        private int _at;

        public readonly byte[] Bytes => bytes;

        public Span<byte> Take(int count)
        {
            Span<byte> part = bytes.AsSpan(_at, count);
            _at += count;
            return part;
        }

        public void Byte(byte value) => Take(1)[0] = value;

        public void Time(DateTimeOffset time) => BinaryPrimitives.WriteInt64BigEndian(Take(8), time.ToUnixTimeMilliseconds());

        public void Text(string text, int min, int max, string field)
        {
            int length = Utf8.GetByteCount(text);
            if (length < min || length > max)
            {
                throw new ArgumentException($"{field} has {length} UTF-8 bytes; allowed are {min} to {max}.", field);
            }

            BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)length);
            Utf8.GetBytes(text, Take(length));
        }

        public void List(ImmutableArray<string> items, int maxItems, int maxLength, string field)
        {
            if (items.Length > maxItems)
            {
                throw new ArgumentException($"{field} has {items.Length} entries; allowed are {maxItems}.", field);
            }

            Byte((byte)items.Length);
            foreach (string item in items)
            {
                Text(item, 1, maxLength, field);
            }
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public readonly bool AtEnd => _rest.IsEmpty;

        public bool Text(int max, out string text)
        {
            text = "";
            if (_rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(_rest) is var length && (length > max || _rest.Length - 2 < length))
            {
                return false;
            }

            ReadOnlySpan<byte> part = _rest.Slice(2, length);
            _rest = _rest[(2 + length)..];
            if (!System.Text.Unicode.Utf8.IsValid(part))
            {
                return false;
            }

            text = Utf8.GetString(part);
            return true;
        }

        public bool List(int maxItems, int maxLength, out ImmutableArray<string> items)
        {
            items = [];
            if (_rest.IsEmpty || _rest[0] > maxItems)
            {
                return false;
            }

            var builder = ImmutableArray.CreateBuilder<string>(_rest[0]);
            int count = _rest[0];
            _rest = _rest[1..];
            for (int i = 0; i < count; i++)
            {
                if (!Text(maxLength, out string item))
                {
                    return false;
                }

                builder.Add(item);
            }

            items = builder.MoveToImmutable();
            return true;
        }
    }
}
