using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;

namespace Cloakroom.Redis;

/// <summary>Reads the variable part of a record. What lies in Redis may have been written by anybody: every step says whether it is well formed.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> rest)
{
    // No text of a record is longer, and no list has more (SessionFormat).
    private const int MaxText = 320, MaxItems = 64;

    private ReadOnlySpan<byte> _rest = rest;

    public readonly bool AtEnd => _rest.IsEmpty;

    public bool Number(out ulong number)
    {
        number = 0;
        for (int shift = 0; shift < 64 && !_rest.IsEmpty; shift += 7)
        {
            byte next = _rest[0];
            _rest = _rest[1..];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    public bool Signed(out long number)
    {
        bool read = Number(out ulong zigzag);
        // Bounded, so that adding it to a time cannot overflow.
        number = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
        return read && number is > -(1L << 52) and < 1L << 52;
    }

    public bool Text(out string text)
    {
        text = "";
        if (!Number(out ulong head))
        {
            return false;
        }

        if (PackedWords.Find(head) is { } word)
        {
            text = word;
            return true;
        }

        bool isGuid = head == PackedWriter.GuidMark;
        ulong length = isGuid ? PackedWriter.GuidLength : head / 2;
        if ((!isGuid && head % 2 != 0) || length > MaxText || length > (ulong)_rest.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> part = _rest[..(int)length];
        _rest = _rest[(int)length..];
        if (!isGuid && !Utf8.IsValid(part))
        {
            return false;
        }

        text = isGuid ? new Guid(part, bigEndian: true).ToString("D") : Encoding.UTF8.GetString(part);
        return true;
    }

    public bool List(out ImmutableArray<string> texts)
    {
        texts = [];
        if (!Number(out ulong count) || count > MaxItems)
        {
            return false;
        }

        var all = ImmutableArray.CreateBuilder<string>((int)count);
        for (ulong i = 0; i < count; i++)
        {
            if (!Text(out string text))
            {
                return false;
            }

            all.Add(text);
        }

        texts = all.MoveToImmutable();
        return true;
    }
}
