using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.ServerTests.Hardening;

/// <summary>A connection on which bytes are sent as they are; a character stands for the byte of its number (Latin-1).</summary>
internal sealed class Wire : IAsyncDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    private readonly TcpClient _client;

    private Wire(TcpClient client) => _client = client;

    private NetworkStream Stream => _client.GetStream();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Wire> OpenAsync(int port)
    {
        var client = new TcpClient(AddressFamily.InterNetwork) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        return new(client);
    }

    /// <summary>Sends this and returns all answers up to the end of the connection.</summary>
    /// <exception cref="OperationCanceledException">The other side neither answers nor closes.</exception>
    public static async Task<IReadOnlyList<WireAnswer>> TalkAsync(int port, string text)
    {
        await using Wire wire = await OpenAsync(port);
        Task<string> all = wire.ReadToEndAsync();
        await wire.SendAsync(text);
        return WireAnswer.Split(await all);
    }

    /// <summary>Sends as much as the other side takes.</summary>
    /// <returns>False when it has closed.</returns>
    public async Task<bool> SendAsync(string text)
    {
        try
        {
            await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), Stop);
            return true;
        }
        catch (IOException)
        {
            // Refused before everything was sent; the answer may be there.
            return false;
        }
    }

    public async Task<string> ReadToEndAsync()
    {
        var received = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        bound.CancelAfter(Hang);
        try
        {
            while (await Stream.ReadAsync(buffer, bound.Token) is > 0 and var count)
            {
                received.Write(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            // Closed with a reset: what was received before is the answer.
        }

        return Encoding.Latin1.GetString(received.ToArray());
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>One answer of those that came over a connection.</summary>
internal sealed record WireAnswer(int Status, string Head, string Body)
{
    public bool Closes => Head.Contains("\r\nConnection: close", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes apart what a connection has brought.</summary>
    public static IReadOnlyList<WireAnswer> Split(string text)
    {
        var answers = new List<WireAnswer>();
        while (text.Length > 0)
        {
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            Assert.True(end > 0 && text.StartsWith("HTTP/1.", StringComparison.Ordinal), $"No answer: {text}");
            string head = text[..end];
            (string body, text) = TakeBody(head, text[(end + 4)..]);
            answers.Add(new(int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, body));
        }

        return answers;
    }

    private static (string Text, string After) TakeBody(string head, string rest)
    {
        if (head.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            var body = new StringBuilder();
            while (true)
            {
                int line = rest.IndexOf("\r\n", StringComparison.Ordinal), size = int.Parse(rest.AsSpan(0, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                body.Append(rest, line + 2, size);
                rest = rest[(line + 2 + size + 2)..];
                if (size == 0)
                {
                    return (body.ToString(), rest);
                }
            }
        }

        const string length = "\r\nContent-Length: ";
        int at = head.IndexOf(length, StringComparison.OrdinalIgnoreCase);
        // Without a length it goes up to the end of the connection (RFC 9112 6.3), but for answers that have no body.
        int count = at >= 0 ? int.Parse((head + "\r").AsSpan(at + length.Length, (head + "\r").IndexOf('\r', at + 2) - at - length.Length), CultureInfo.InvariantCulture)
            : head.Split(' ')[1] is "204" or "304" or "100" ? 0 : rest.Length;
        return (rest[..Math.Min(count, rest.Length)], rest[Math.Min(count, rest.Length)..]);
    }
}
