using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>A connection on which bytes go out as they are: what an HTTP client would refuse to send.</summary>
internal sealed class Wire : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Clients are at another address than the proxies, which are believed.
    private static readonly IPAddress Client = IPAddress.Parse("127.0.0.9");

    private readonly TcpClient _client;
    private readonly Stream _stream;
    private readonly CancellationTokenSource _bound;
    private readonly StringBuilder _received = new();

    private Wire(TcpClient client, Stream stream, CancellationTokenSource bound) => (_client, _stream, _bound) = (client, stream, bound);

    /// <param name="server">Where to.</param>
    /// <param name="isProxy">From the address that the servers take for a proxy's.</param>
    public static async Task<Wire> OpenAsync(Uri server, bool isProxy = false)
    {
        var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Patience);
        var client = new TcpClient(new IPEndPoint(isProxy ? IPAddress.Loopback : Client, 0)) { NoDelay = true };
        await client.ConnectAsync(server.Host, server.Port, bound.Token);
        if (server.Scheme == "http")
        {
            return new(client, client.GetStream(), bound);
        }

        // Nobody signed it: it is the test's own.
        var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Ground.Host, RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == $"CN={Ground.Host}" }, bound.Token);
        return new(client, tls, bound);
    }

    public static async Task<WireAnswer> ExchangeAsync(Uri server, byte[] request, bool isProxy = false)
    {
        using Wire wire = await OpenAsync(server, isProxy);
        await wire.SendAsync(request);
        return await wire.AnswerAsync();
    }

    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes, _bound.Token);
            await _stream.FlushAsync(_bound.Token);
        }
        catch (IOException)
        {
            // Refused before everything was sent; the answer is there.
        }
    }

    /// <summary>Waits until an answer has begun.</summary>
    public async Task BeginsAsync()
    {
        while (_received.Length == 0 && await ReceiveAsync())
        {
        }
    }

    /// <summary>The whole answer; of one that stays open, the head and what has come with it.</summary>
    public async Task<WireAnswer> AnswerAsync(bool staysOpen = false)
    {
        while (true)
        {
            if (Parse(_received.ToString(), staysOpen) is { } answer)
            {
                return answer;
            }

            if (!await ReceiveAsync())
            {
                return Parse(_received.ToString(), isWhole: true) ?? throw new InvalidOperationException($"The server closed after '{_received}'.");
            }
        }
    }

    /// <summary>Everything until the server closes.</summary>
    public async Task<string> RestAsync()
    {
        while (await ReceiveAsync())
        {
        }

        return _received.ToString();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
        _bound.Dispose();
    }

    private async Task<bool> ReceiveAsync()
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int count = await _stream.ReadAsync(buffer, _bound.Token);
            _received.Append(Encoding.Latin1.GetString(buffer, 0, count));
            return count > 0;
        }
        catch (IOException)
        {
            // Closed with a reset: what was received before is the answer.
            return false;
        }
    }

    private static WireAnswer? Parse(string text, bool isWhole)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        string[] lines = text[..end].Split("\r\n");
        int status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var answer = new WireAnswer(status, [.. lines[1..].Select(l => l.Split(": ", 2)).Select(h => (h[0], h.ElementAtOrDefault(1) ?? ""))], "");
        string body = text[(end + 4)..];
        bool isChunked = answer.Header("Transfer-Encoding") == "chunked";
        bool isComplete = isWhole || status is 101 or 204 or 304 || (isChunked ? body.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : answer.All("Content-Length") is [{ } length] && body.Length >= int.Parse(length, CultureInfo.InvariantCulture));
        return isComplete ? answer with { Body = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(isChunked ? Unchunk(body) : body)) } : null;
    }

    private static string Unchunk(string body)
    {
        var text = new StringBuilder();
        for (int at = 0; body.IndexOf("\r\n", at, StringComparison.Ordinal) is > 0 and var line;)
        {
            int length = int.Parse(body.AsSpan(at, line - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            text.Append(body, line + 2, Math.Min(length, body.Length - line - 2));
            at = Math.Min(line + 2 + length + 2, body.Length);
        }

        return text.ToString();
    }
}
