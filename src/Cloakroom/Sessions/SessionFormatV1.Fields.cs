using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Cloakroom;

internal static partial class SessionFormatV1
{
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

        public void Known(Carrier carrier, string field)
        {
            Require(Enum.IsDefined(carrier), field, "is none of the known ones");
            Byte((byte)carrier);
        }

        public void Time(DateTimeOffset time, string field)
        {
            long milliseconds = time.ToUnixTimeMilliseconds();
            Require(milliseconds >= 0, field, "is before 1970");
            BinaryPrimitives.WriteInt64BigEndian(Take(8), milliseconds);
        }

        public void Seconds(TimeSpan time, string field)
        {
            long seconds = time.Ticks / TimeSpan.TicksPerSecond;
            Require(time.Ticks % TimeSpan.TicksPerSecond == 0 && seconds is >= 1 and <= uint.MaxValue, field, "is not a whole number of seconds from 1 on");
            BinaryPrimitives.WriteUInt32BigEndian(Take(4), (uint)seconds);
        }

        public void Count(int value, string field)
        {
            Require(value >= 1, field, "is below 1");
            BinaryPrimitives.WriteInt32BigEndian(Take(4), value);
        }

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

        private static void Require(bool holds, string field, string mistake)
        {
            if (!holds)
            {
                throw new ArgumentException($"{field} {mistake}.", field);
            }
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public readonly bool AtEnd => _rest.IsEmpty;

        public bool Text(int min, int max, out string text)
        {
            text = "";
            if (_rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(_rest) is var length && (length < min || length > max || _rest.Length - 2 < length))
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
                if (!Text(1, maxLength, out string item))
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
