using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Cloakroom.Server.Mail;

/// <summary>Sends by SMTP (RFC 5321), as a program submits mail (RFC 6409), and keeps the connection while there is more to send.</summary>
internal sealed class SmtpSender(MailOptions options, TimeProvider time) : IMailSender, IDisposable
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(2), SendWithin = TimeSpan.FromSeconds(20);

    private readonly SmtpClient _client = new()
    {
        // A lookup at the issuer of the certificate would make mail depend on one more server.
        CheckCertificateRevocation = false,
        Timeout = (int)SendWithin.TotalMilliseconds,
    };

    /// <summary>Who decides about the server's certificate; null for the system, as always outside of tests.</summary>
    public RemoteCertificateValidationCallback? Trust
    {
        init => _client.ServerCertificateValidationCallback = value;
    }

    public async Task<MailOutcome> SendAsync(MimeMessage mail, CancellationToken cancellationToken)
    {
        try
        {
            await ConnectAsync(cancellationToken);
            FormatOptions form = FormatOptions.Default.Clone();
            form.International = mail.To.Mailboxes.Any(m => m.IsInternational);
            if (form.International && !_client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
            {
                return new(MailFate.Refused, "the server takes no mailboxes outside of ASCII (RFC 6531)");
            }

            await WithinAsync(SendWithin, async token => await _client.SendAsync(form, mail, token), cancellationToken);
            return MailOutcome.Sent;
        }
        catch (SmtpCommandException refused)
        {
            // RFC 5321 4.2.1: 5yz is for good, 4yz for now. That we may not send at all is for whoever runs the server to mend.
            bool isForGood = (int)refused.StatusCode >= 500 && refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted;
            return new(isForGood ? MailFate.Refused : MailFate.Later, $"{refused.ErrorCode}, status {(int)refused.StatusCode}");
        }
        catch (Exception failure) when (IsAway(failure, cancellationToken))
        {
            await DropAsync();
            return new(MailFate.Away, failure.GetType().Name);
        }
    }

    public async Task RestAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WithinAsync(ConnectWithin, token => _client.DisconnectAsync(quit: true, token), cancellationToken);
        }
        catch (Exception failure) when (IsAway(failure, cancellationToken))
        {
            await DropAsync();
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (_client.IsConnected)
        {
            return;
        }

        string host = options.Host ?? throw new InvalidOperationException("There is no server to send to.");
        SecureSocketOptions security = options.EffectiveSecurity switch
        {
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            MailSecurity.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        };
        await WithinAsync(ConnectWithin, token => _client.ConnectAsync(host, options.Port, security, token), cancellationToken);
        if (options is { User: { } user, Password: { } password })
        {
            await WithinAsync(SendWithin, token => _client.AuthenticateAsync(user, password, token), cancellationToken);
        }
    }

    // Whatever it was, the next attempt begins with a new connection.
    private Task DropAsync() => _client.IsConnected ? _client.DisconnectAsync(quit: false, CancellationToken.None) : Task.CompletedTask;

    private async Task WithinAsync(TimeSpan bound, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(bound, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await work(both.Token);
    }

    private static bool IsAway(Exception failure, CancellationToken stopping) => failure is
        SocketException or IOException or ProtocolException or SslHandshakeException or AuthenticationException or ServiceNotConnectedException
            or ServiceNotAuthenticatedException or NotSupportedException or TimeoutException
        || (failure is OperationCanceledException && !stopping.IsCancellationRequested);
}
