using System.Globalization;
using Cloakroom.Server.Settings;
using Cloakroom.Settings;

namespace Cloakroom.Server.Mail;

/// <summary>The settings of mail.</summary>
internal static class MailSettings
{
    public static readonly IReadOnlyList<Setting<ServerOptions>> Table =
    [
        new("Mail:Host", "", "the name or address of a mail server",
            "The server that takes mail (SMTP). Without it nothing is sent; in Development mail then lands in the folder mail of the data folder, and on the page /mail.",
            (o, v) => LibrarySettings.Set(() => o.Mail.Host = OrNull(v))),
        new("Mail:Port", "587", "a port", "Its port.", TryPort),
        new("Mail:Security", "", "starttls, tls or insecure",
            "How the way there is protected. The default is tls on port 465, starttls elsewhere; insecure is for a relay on the same machine.", TrySecurity),
        new("Mail:User", "", "a name", "The name to log in with, where the server asks for one.", (o, v) => LibrarySettings.Set(() => o.Mail.User = OrNull(v))),
        new("Mail:Password", "", "a password", "The password to log in with.", (o, v) => LibrarySettings.Set(() => o.Mail.Password = OrNull(v))),
        new("Mail:From", "", "an address, with or without a name, such as Cloakroom <no-reply@example.org>", "The sender of all mail.",
            (o, v) => LibrarySettings.Set(() => o.Mail.From = OrNull(v))),
    ];

    private static string? OrNull(string value) => value.Length == 0 ? null : value;

    private static bool TryPort(ServerOptions options, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && LibrarySettings.Set(() => options.Mail.Port = port);

    private static bool TrySecurity(ServerOptions options, string value)
    {
        options.Mail.Security = value.ToLowerInvariant() switch
        {
            "starttls" => MailSecurity.StartTls,
            "tls" => MailSecurity.Tls,
            "insecure" => MailSecurity.Insecure,
            _ => null,
        };
        return value.Length == 0 || options.Mail.Security is not null;
    }
}
