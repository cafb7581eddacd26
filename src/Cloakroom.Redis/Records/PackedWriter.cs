using System.Collections.Immutable;
using System.Text;

namespace Cloakroom.Redis;

/// <summary>Writes the variable part of a record.</summary>
internal sealed class PackedWriter
{
    public const int GuidMark = 1;
    public const int GuidLength = 16;

    private readonly System.Buffers.ArrayBufferWriter<byte> _bytes = new(PackedRecord.PieceLength * 3);

    public Span<byte> Take(int length)
    {
        Span<byte> span = _bytes.GetSpan(length)[..length];
        _bytes.Advance(length);
        return span;
    }

    public void Number(ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            Take(1)[0] = (byte)(number | 0x80);
        }

        Take(1)[0] = (byte)number;
    }

    public void Signed(long number) => Number((ulong)((number << 1) ^ (number >> 63)));

    /// <summary>Many applications name their users by GUIDs, which take 36 bytes as text and 16 as they are.</summary>
    public void Text(string text)
    {
        if (text.Length == 36 && Guid.TryParseExact(text, "D", out Guid guid) && string.Equals(guid.ToString("D"), text, StringComparison.Ordinal))
        {
            Number(GuidMark);
            guid.TryWriteBytes(Take(GuidLength), bigEndian: true, out _);
            return;
        }

        if (PackedWords.Find(text) is { } number)
        {
            Number(number);
            return;
        }

        int length = Encoding.UTF8.GetByteCount(text);
        Number((ulong)length * 2);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    public void List(ImmutableArray<string> texts)
    {
        Number((ulong)texts.Length);
        foreach (string text in texts)
        {
            Text(text);
        }
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
