using System.Buffers;
using System.Buffers.Text;

namespace Cloakroom.Redis;

/// <summary>What looking for the end of a reply came to.</summary>
internal enum Scan
{
    /// <summary>The reply is here as a whole.</summary>
    Whole = 1,

    /// <summary>It is well formed so far and goes on.</summary>
    Partial = 2,

    /// <summary>This is not RESP3, or more than the limits allow: nothing that follows can be trusted.</summary>
    Malformed = 3,
}

/// <summary>
/// Finds where one reply ends (RESP3 specification, "RESP3 types"), checking all of its structure on the way. It remembers how far it
/// came: every byte is looked at once, however small the pieces in which it arrives, so that a hostile server cannot buy time.
/// </summary>
/// <remarks>Streamed types (<c>$?</c>) and attributes (<c>|</c>) are refused: a client gets them only when it asks for them.</remarks>
internal sealed class FrameScanner(RespLimits limits)
{
    // Longest first line of a value: errors and simple strings; numbers are far shorter.
    private const int MaxLine = 4096;
    private const int MaxNumberLine = 32;

    private readonly long[] _left = new long[limits.Depth + 1];
    private int _depth;
    private long _body;

    /// <summary>Bytes of the present reply that were looked at; its length once it is whole.</summary>
    public long Length { get; private set; }

    /// <summary>True when the reply that was found is a push.</summary>
    public bool IsPush { get; private set; }

    /// <summary>Goes on to the next reply.</summary>
    public void Next() => (_depth, _body, Length, IsPush) = (0, 0, 0, false);

    /// <param name="from">What has arrived, beginning with the present reply.</param>
    public Scan Look(ReadOnlySequence<byte> from)
    {
        var reader = new SequenceReader<byte>(from.Slice(Length));
        while (true)
        {
            Scan scan = _body > 0 ? Body(ref reader) : Head(ref reader);
            if (scan != Scan.Whole)
            {
                return scan;
            }

            if (_body == 0 && IsComplete())
            {
                return Scan.Whole;
            }
        }
    }

    private Scan Head(ref SequenceReader<byte> reader)
    {
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            return reader.Remaining > MaxLine || (reader.TryPeek(out byte first) && !IsKnown(first)) ? Scan.Malformed : Scan.Partial;
        }

        if (line.IsEmpty || line.Length > MaxLine)
        {
            return Scan.Malformed;
        }

        byte kind = line.FirstSpan[0];
        IsPush |= kind == '>' && Length == 0;
        Length += line.Length + 2;
        if (kind is (byte)'+' or (byte)'-')
        {
            return Fits(0);
        }

        Span<byte> text = stackalloc byte[MaxNumberLine];
        ReadOnlySequence<byte> rest = line.Slice(1);
        if (rest.Length > MaxNumberLine)
        {
            // Only a big number may be longer, and nothing here asks for one.
            return Scan.Malformed;
        }

        rest.CopyTo(text);
        return Head(kind, text[..(int)rest.Length]);
    }

    private Scan Head(byte kind, ReadOnlySpan<byte> text)
    {
        switch (kind)
        {
            case (byte)'_':
                return text.IsEmpty ? Scan.Whole : Scan.Malformed;
            case (byte)'#':
                return text is [(byte)'t'] or [(byte)'f'] ? Scan.Whole : Scan.Malformed;
            case (byte)',' or (byte)'(':
                return text.IsEmpty ? Scan.Malformed : Scan.Whole;
        }

        if (!Utf8Parser.TryParse(text, out long number, out int used) || used != text.Length)
        {
            return Scan.Malformed;
        }

        return kind switch
        {
            (byte)':' => Scan.Whole,
            // RESP2 writes "no value" as a length of -1, and a server may do so still.
            (byte)'$' or (byte)'*' when number == -1 => Scan.Whole,
            (byte)'$' or (byte)'!' or (byte)'=' => number < 0 ? Scan.Malformed : Start(number + 2),
            (byte)'*' or (byte)'~' or (byte)'>' => Open(kind, number, perItem: 1),
            (byte)'%' => Open(kind, number, perItem: 2),
            _ => Scan.Malformed,
        };
    }

    private Scan Start(long body)
    {
        _body = body;
        return Fits(body);
    }

    private Scan Open(byte kind, long count, int perItem)
    {
        // A push stands by itself, never inside a reply; and the smallest value has three bytes.
        if (count < 0 || (kind == '>' && (_depth > 0 || count == 0)) || count > limits.ReplyBytes || _depth + 1 >= _left.Length)
        {
            return Scan.Malformed;
        }

        if (count > 0)
        {
            // One more, because opening it is taken for a value of its own below.
            _left[++_depth] = (count * perItem) + 1;
        }

        return Fits(count * perItem * 3);
    }

    private Scan Body(ref SequenceReader<byte> reader)
    {
        long here = Math.Min(_body - 2, reader.Remaining);
        if (here > 0)
        {
            reader.Advance(here);
            Length += here;
            _body -= here;
        }

        if (reader.Remaining < _body || _body > 2)
        {
            return Scan.Partial;
        }

        if (!reader.IsNext("\r\n"u8, advancePast: true))
        {
            return Scan.Malformed;
        }

        Length += 2;
        _body = 0;
        return Scan.Whole;
    }

    private Scan Fits(long more) => Length + more > limits.ReplyBytes ? Scan.Malformed : Scan.Whole;

    // One value has ended; with it perhaps the array that it is the last of, and so on outwards.
    private bool IsComplete()
    {
        while (_depth > 0 && --_left[_depth] == 0)
        {
            _depth--;
        }

        return _depth == 0;
    }

    private static bool IsKnown(byte kind) => "+-:$*_#,(!=%~>"u8.Contains(kind);
}
