using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace Cloakroom.Tests.Server.Mail;

/// <summary>A mail server of a few commands (RFC 5321), for real connections: with STARTTLS where it has a certificate, and as rude as a test wants it.</summary>
internal sealed class SmtpCatcher : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<byte[]> _caught = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private volatile bool _isSilent;
    private int _connections;

    public SmtpCatcher(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Flags for a server that sends here.</summary>
    public string[] Flags => ["--Mail:Host", "127.0.0.1", "--Mail:Port", $"{Port}", "--Mail:From", "Cloakroom <no-reply@shop.example>", .. _certificate is null ? (string[])["--Mail:Security", "insecure"] : []];

    /// <summary>Says nothing to whoever connects.</summary>
    public bool IsSilent
    {
        get => _isSilent;
        set => _isSilent = value;
    }

    /// <summary>What it says to a recipient: 250 to take the mail.</summary>
    public string Recipient { get; set; } = "250 ok";

    /// <summary>How often somebody connected.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Every command that came in the clear and by TLS, marked by which.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>All mail, in the order of its arrival.</summary>
    public IReadOnlyList<MimeMessage> Mail => [.. _caught.Select(m => MimeMessage.Load(new MemoryStream(m)))];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(client);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                if (IsSilent)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }

                await TalkAsync(client.GetStream(), isSecure: false);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has hung up, or the test is over.
        }
    }

    private async Task TalkAsync(Stream stream, bool isSecure)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        if (!isSecure)
        {
            await SayAsync(stream, "220 catcher");
        }

        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            Commands.Enqueue($"{(isSecure ? "tls" : "clear")} {line}");
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(stream, _certificate is null || isSecure ? "250-catcher\r\n250-AUTH PLAIN\r\n250 8BITMIME" : "250-catcher\r\n250 STARTTLS");
                    break;
                case "STARTTLS" when _certificate is { } certificate:
                    await SayAsync(stream, "220 go ahead");
                    await using (var tls = new SslStream(stream, leaveInnerStreamOpen: true))
                    {
                        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);
                        await TalkAsync(tls, isSecure: true);
                    }

                    return;
                case "AUTH":
                    await SayAsync(stream, "235 welcome");
                    break;
                case "RCPT":
                    await SayAsync(stream, Recipient);
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    await ReadMailAsync(reader);
                    await SayAsync(stream, "250 taken");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "250 ok");
                    break;
            }
        }
    }

    private async Task ReadMailAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            // RFC 5321 4.5.2
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        _caught.Enqueue(Encoding.Latin1.GetBytes(text.ToString()));
    }

    private async Task SayAsync(Stream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _stop.Token);
}
