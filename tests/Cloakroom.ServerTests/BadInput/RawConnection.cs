using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.ServerTests.BadInput;

/// <summary>Sends bytes as they are, and reads one answer: what an HTTP client would refuse to send.</summary>
internal static class RawConnection
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The answer; null when the server closed without one. After <paramref name="patience"/> this side stops sending, as a client that
    /// gives up, and the server must close.
    /// </summary>
    /// <exception cref="OperationCanceledException">The server neither answers nor closes.</exception>
    public static async Task<RawReply?> SendAsync(int port, byte[] request, TimeSpan patience)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(patience + Hang);
        using var client = new TcpClient();
        await client.ConnectAsync("localhost", port, bound.Token);
        NetworkStream stream = client.GetStream();
        var received = new MemoryStream();
        Task reading = ReadAsync(stream, received, bound.Token);
        try
        {
            await stream.WriteAsync(request, bound.Token);
        }
        catch (IOException)
        {
            // Refused before everything was sent; the answer may be there.
        }

        if (await Task.WhenAny(reading, Task.Delay(patience, bound.Token)) != reading)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }

        await reading;
        return RawReply.Parse(Encoding.Latin1.GetString(received.ToArray()));
    }

    private static async Task ReadAsync(NetworkStream stream, MemoryStream received, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (!IsComplete(Encoding.Latin1.GetString(received.GetBuffer(), 0, (int)received.Length))
                && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                received.Write(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            // Closed with a reset: what was received before is the answer.
        }
    }

    private static bool IsComplete(string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        string head = text[..end], body = text[(end + 4)..];
        const string length = "\r\nContent-Length: ";
        int at = head.IndexOf(length, StringComparison.OrdinalIgnoreCase);
        return at >= 0 ? body.Length >= int.Parse(head.AsSpan(at + length.Length, Math.Max(0, (head + "\r\n").IndexOf('\r', at + 2) - at - length.Length)), CultureInfo.InvariantCulture)
            : head.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase) ? body.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : head.Split(' ') is [_, "204" or "304", ..];
    }
}

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawReply(int Status, string Head, string Body)
{
    /// <summary>Whether the application answered: its answers, and no others, have the headers that every answer has.</summary>
    public bool IsOfApplication => Head.Contains("\r\nX-Content-Type-Options: nosniff", StringComparison.Ordinal);

    public bool IsProblem => Head.Contains("\r\nContent-Type: application/problem+json", StringComparison.Ordinal);

    public bool IsPage => Head.Contains("\r\nContent-Type: text/html", StringComparison.Ordinal);

    public static RawReply? Parse(string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? null : new(int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }

    /// <summary>Everything but the lines that set cookies.</summary>
    public string WithoutCookies() =>
        string.Join('\n', Head.Split("\r\n").Where(l => !l.StartsWith("Set-Cookie:", StringComparison.OrdinalIgnoreCase))) + "\n" + Body;
}
