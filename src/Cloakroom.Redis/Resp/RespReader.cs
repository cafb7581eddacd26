using System.Buffers.Text;

namespace Cloakroom.Redis;

/// <summary>Kinds of values, as far as the store tells them apart.</summary>
internal enum RespKind
{
    /// <summary>No value.</summary>
    Null,

    /// <summary>Text or bytes.</summary>
    Bytes,

    /// <summary>An integer, or true (1) and false (0).</summary>
    Number,

    /// <summary>An error of the server.</summary>
    Error,

    /// <summary>Array, set, push, or map (whose keys and values follow in turn).</summary>
    List,
}

/// <summary>Reads values one after the other out of a reply that <see cref="FrameScanner"/> has found whole.</summary>
internal ref struct RespReader(ReadOnlySpan<byte> frame)
{
    private ReadOnlySpan<byte> _rest = frame;

    /// <summary>The next value; the values of a list follow it. False at the end.</summary>
    public bool TryRead(out RespValue value)
    {
        value = default;
        int end = _rest.IndexOf("\r\n"u8);
        if (end < 1)
        {
            return false;
        }

        byte kind = _rest[0];
        ReadOnlySpan<byte> line = _rest[1..end];
        _rest = _rest[(end + 2)..];
        value = kind switch
        {
            (byte)'+' or (byte)',' or (byte)'(' => new RespValue(RespKind.Bytes, line),
            (byte)'-' => new RespValue(RespKind.Error, line),
            (byte)':' => new RespValue(RespKind.Number, NumberIn(line)),
            (byte)'#' => new RespValue(RespKind.Number, line[0] == 't' ? 1 : 0),
            (byte)'_' => default,
            _ => Long(kind, NumberIn(line)),
        };
        return true;
    }

    private RespValue Long(byte kind, long number)
    {
        if (number < 0)
        {
            return default;
        }

        if (kind is (byte)'*' or (byte)'~' or (byte)'>' or (byte)'%')
        {
            return new RespValue(RespKind.List, kind == '%' ? number * 2 : number);
        }

        ReadOnlySpan<byte> bytes = _rest[..(int)number];
        _rest = _rest[((int)number + 2)..];
        // A verbatim string begins with its format and a colon: "txt:".
        return kind == '=' && bytes.Length >= 4 ? new RespValue(RespKind.Bytes, bytes[4..])
            : new RespValue(kind == '!' ? RespKind.Error : RespKind.Bytes, bytes);
    }

    private static long NumberIn(ReadOnlySpan<byte> line) => Utf8Parser.TryParse(line, out long number, out _) ? number : 0;
}

/// <summary>One value of a reply.</summary>
internal readonly ref struct RespValue
{
    public RespValue(RespKind kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        Bytes = bytes;
    }

    public RespValue(RespKind kind, long number) => (Kind, Number) = (kind, number);

    public RespKind Kind { get; }

    /// <summary>Text, bytes, or the words of an error.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The integer, or how many values the list has.</summary>
    public long Number { get; }
}
