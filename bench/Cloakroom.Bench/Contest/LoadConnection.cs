using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cloakroom.Bench.Contest;

/// <summary>A connection with one request in flight, always the same one. Reading blocks; nothing is allocated by a request.</summary>
internal sealed class LoadConnection : IDisposable
{
    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    // All contenders write it in one of two ways (of RFC 9110 5.1 any would do).
    private static ReadOnlySpan<byte> Length => "\r\nContent-Length:"u8;

    private static ReadOnlySpan<byte> LengthOfNode => "\r\ncontent-length:"u8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IPEndPoint _place;
    private readonly byte[] _request, _answer = new byte[16 * 1024];
    private Socket _socket;
    private int _length;

    /// <param name="place">Whom to ask.</param>
    /// <param name="request">Its bytes, head and all.</param>
    public LoadConnection(IPEndPoint place, byte[] request)
    {
        (_place, _request) = (place, request);
        _socket = Connect();
    }

    /// <summary>How often the other side ended the connection ahead of an answer.</summary>
    public int Broken { get; private set; }

    /// <summary>When the request in flight was sent (<see cref="Stopwatch"/>).</summary>
    public long SentAt { get; private set; }

    public void Ask()
    {
        SentAt = Stopwatch.GetTimestamp();
        _socket.Send(_request);
    }

    /// <summary>Waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">There is none that this can read.</exception>
    /// <returns>Whether its status is one of success.</returns>
    public bool Read()
    {
        bool isAgain = false;
        for (_length = 0; ;)
        {
            int count = Receive();
            if (count == 0)
            {
                if (isAgain)
                {
                    throw new InvalidOperationException($"No answer that ends, of {_answer.Length} bytes at most, from {_place}.");
                }

                // Servers end a connection after so many requests; what was asked meanwhile is asked again.
                isAgain = true;
                Broken++;
                _socket.Dispose();
                _socket = Connect();
                Ask();
                _length = 0;
                continue;
            }

            _length += count;
            if (IsWhole(_answer.AsSpan(0, _length)))
            {
                // "HTTP/1.1 2"
                return _answer[9] == (byte)'2';
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> seen)
    {
        int end = seen.IndexOf(End);
        if (end < 0)
        {
            return false;
        }

        int body = end + End.Length, name = seen[..end].IndexOf(Length) is >= 0 and var usual ? usual : seen[..end].IndexOf(LengthOfNode);
        if (name < 0)
        {
            // No content (RFC 9110 15.3.5), or in chunks, of which the last is empty (RFC 9112 7.1).
            return seen.StartsWith("HTTP/1.1 204"u8) || seen.EndsWith("\r\n0\r\n\r\n"u8);
        }

        return Utf8Parser.TryParse(seen[(name + Length.Length)..].TrimStart((byte)' '), out int length, out _) && seen.Length == body + length;
    }

    private int Receive()
    {
        try
        {
            return _socket.Receive(_answer, _length, _answer.Length - _length, SocketFlags.None);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }

    private Socket Connect()
    {
        var socket = new Socket(_place.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)Patience.TotalMilliseconds };
        socket.Connect(_place);
        return socket;
    }
}
