using System.Net;
using Cloakroom.Server.Accounts;
using MimeKit;

namespace Cloakroom.Server.Mail;

/// <summary>Which server takes our mail. Without one nothing is sent.</summary>
internal sealed class MailOptions
{
    /// <summary>The port for mail of programs (RFC 6409 3.1).</summary>
    public const int SubmissionPort = 587;

    /// <summary>The port on which TLS begins with the first byte (RFC 8314 3.3).</summary>
    public const int TlsPort = 465;

    /// <summary>Name or address of the server; null for none.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = SubmissionPort;

    /// <summary>The name to log in with; null where the server asks for none.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>The sender, as <c>name@example.org</c> or <c>Cloakroom &lt;name@example.org&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary>How the way there is protected; null follows the port.</summary>
    public MailSecurity? Security { get; set; }

    /// <summary>What holds: TLS from the first byte on its own port, elsewhere TLS before anything else is said.</summary>
    public MailSecurity EffectiveSecurity => Security ?? (Port == TlsPort ? MailSecurity.Tls : MailSecurity.StartTls);

    /// <summary>One sentence per mistake, to be read after "Cloakroom:"; empty when all is well.</summary>
    public IEnumerable<string> Validate()
    {
        if (Port is < 1 or > 65535)
        {
            yield return $"Mail:Port is {Port}; write a port from 1 to 65535, usually {SubmissionPort}.";
        }

        if (Host is null)
        {
            if (User is not null || Password is not null || From is not null)
            {
                yield return "Mail:Host is missing beside other settings of Mail; name the server that takes the mail, or leave all of them out.";
            }

            yield break;
        }

        if (!MailboxAddress.TryParse(From, out MailboxAddress? sender) || !EmailAddress.TryParse(sender.Address, out _))
        {
            yield return $"Mail:From is {(From is null ? "missing" : $"'{From}'")}; write the sender's address, for example Cloakroom <no-reply@example.org>.";
        }

        if ((User is null) != (Password is null))
        {
            yield return $"Mail:{(User is null ? "User" : "Password")} is missing; a login at the mail server needs both Mail:User and Mail:Password.";
        }

        if (Password is not null && EffectiveSecurity == MailSecurity.Insecure && !IsThisMachine(Host))
        {
            yield return $"Mail:Security is insecure, and the password would go to {Host} in the clear; leave Mail:Security out, or Mail:User and Mail:Password.";
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}

/// <summary>How the way to the mail server is protected.</summary>
internal enum MailSecurity
{
    /// <summary>It begins in the clear and must change to TLS before anything is said (RFC 3207); a server that cannot is not talked to.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314 3).</summary>
    Tls,

    /// <summary>In the clear: for a relay on the same machine.</summary>
    Insecure,
}
