using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Cloakroom.Redis;

/// <summary>
/// Writes one command: an array of bulk strings, <c>*2\r\n$3\r\nGET\r\n$1\r\nk\r\n</c>. Starts in memory of the caller, usually its stack,
/// and rents more when that is full; dispose of it after the command was sent.
/// </summary>
internal ref struct RespWriter(Span<byte> start)
{
    private const int NumberLength = 20;
    private static ReadOnlySpan<byte> NewLine => "\r\n"u8;

    private Span<byte> _bytes = start;
    private byte[]? _rented;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _bytes[.._length];

    public void Command(int parts) => Header((byte)'*', parts);

    public void Add(scoped ReadOnlySpan<byte> part)
    {
        Header((byte)'$', part.Length);
        Ensure(part.Length + 2);
        part.CopyTo(_bytes[_length..]);
        NewLine.CopyTo(_bytes[(_length + part.Length)..]);
        _length += part.Length + 2;
    }

    public void Add(string part)
    {
        Header((byte)'$', Encoding.UTF8.GetByteCount(part));
        Ensure(Encoding.UTF8.GetMaxByteCount(part.Length) + 2);
        _length += Encoding.UTF8.GetBytes(part, _bytes[_length..]);
        NewLine.CopyTo(_bytes[_length..]);
        _length += 2;
    }

    public void Add(long number)
    {
        Span<byte> digits = stackalloc byte[NumberLength];
        Utf8Formatter.TryFormat(number, digits, out int length);
        Add(digits[..length]);
    }

    public void Dispose()
    {
        if (_rented is { } rented)
        {
            // Commands may hold secrets of the program (key material, a password): nothing of them stays behind.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            _rented = null;
        }
    }

    private void Header(byte kind, int count)
    {
        Ensure(NumberLength + 3);
        _bytes[_length++] = kind;
        Utf8Formatter.TryFormat(count, _bytes[_length..], out int digits);
        _length += digits;
        NewLine.CopyTo(_bytes[_length..]);
        _length += 2;
    }

    private void Ensure(int more)
    {
        if (_bytes.Length - _length >= more)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + more));
        Written.CopyTo(larger);
        Dispose();
        _rented = larger;
        _bytes = larger;
    }
}
