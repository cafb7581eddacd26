using Cloakroom.Server.External;
using Cloakroom.Server.ForwardAuth;
using Cloakroom.Server.Mail;
using Cloakroom.Server.Proxies;
using Cloakroom.Server.Monitoring;
using Cloakroom.Server.Webhooks;
using System.Globalization;
using Cloakroom.Settings;
using Microsoft.Extensions.Configuration;

namespace Cloakroom.Server.Settings;

/// <summary>The settings of the server: those of the library and its own.</summary>
internal static class ServerSettings
{
    public static readonly IReadOnlyList<Setting<ServerOptions>> Table =
    [
        .. LibrarySettings.Table.Select(OfLibrary),
        new("Store", ServerOptions.DefaultStore, "sqlite:path, redis://[user:pass@]host[:port][/db], rediss:// for TLS, redis+sentinel://host[,host]/master-name, redis+cluster://host[,host], postgres://user:pass@host[,host]/database, or memory:",
            "Where sessions live. Relative paths start at the current directory; with memory: all sessions end with the process.",
            (o, v) => LibrarySettings.Set(() => o.Store = v)),
        new("Accounts:Store", "", "sqlite:path or postgres://user:pass@host[,host]/database",
            "Where accounts live. The default is where the sessions live when that is SQLite or PostgreSQL, else ./cloakroom-data/accounts.db.",
            (o, v) => LibrarySettings.Set(() => o.AccountsStore = v.Length == 0 ? null : v)),
        new("Accounts:Registration", "", "open or closed",
            "Whether people may make accounts themselves. The default is open when PublicUrl is loopback, closed elsewhere.", TryRegistration),
        new("Accounts:CommonPasswords", "", "path of a text file, one password a line",
            "Passwords that are refused in addition to the usual ones, whatever their case; 8 bytes of memory for each line. Relative paths start at the current directory.",
            (o, v) => LibrarySettings.Set(() => o.CommonPasswords = v.Length == 0 ? null : Path.GetFullPath(v))),
        new("Accounts:TriesPerAddress", "20", "a number from 1 to 1000000",
            "How many tries of one network address may fail within a minute, over all accounts: logins, registrations, codes. An IPv6 address counts with the 64 bits of its network.",
            TryTries),
        .. ProxySettings.Table,
        .. ForwardAuthSettings.Table,
        .. ExternalSettings.Table,
        .. MailSettings.Table,
        new("Events:Keep", "400.00:00:00", "a time as [days.]hours:minutes:seconds", "How long the log of events is kept; at least 30 days.",
            (o, v) => LibrarySettings.TryTime(v, t => o.EventsKeep = t)),
        .. WebhookSettings.Table,
        new("Runtime:InsecureAllowVulnerable", "false", "true or false",
            "Start on a .NET runtime with known holes in what this server uses. The log says so each minute.",
            (o, v) => bool.TryParse(v, out bool allows) && LibrarySettings.Set(() => o.AllowsOldRuntime = allows)),
        .. TelemetrySettings.Table,
        new("Shutdown:Delay", "00:00:00", "a time as [days.]hours:minutes:seconds",
            "How long, after the signal to stop, requests are still taken while /health/ready says draining, so that a balancer sends people elsewhere; at most 5 minutes.",
            (o, v) => LibrarySettings.TryTime(v == "0" ? "00:00:00" : v, t => o.ShutdownDelay = t)),
    ];

    /// <summary>Reads and checks all settings.</summary>
    /// <exception cref="StartRefusedException">Something is wrong; the message is the one sentence to show.</exception>
    public static ServerOptions Read(IConfiguration configuration)
    {
        var options = new ServerOptions();
        string? problem = SettingsReader.Apply(configuration.GetSection(SettingsReader.Section), Table, options).FirstOrDefault()
            ?? options.Validate().FirstOrDefault();
        options.Library.Journal = options.JournalFile;
        return problem is null ? options : throw new StartRefusedException(problem);
    }

    private static Setting<ServerOptions> OfLibrary(Setting<CloakroomOptions> setting) =>
        new(setting.Key, setting.Default, setting.Form, setting.Meaning, (o, v) => setting.TryApply(o.Library, v)) { IsList = setting.IsList };

    private static bool TryRegistration(ServerOptions options, string value)
    {
        options.OpenRegistration = value.ToLowerInvariant() switch { "open" => true, "closed" => false, _ => null };
        return value.Length == 0 || options.OpenRegistration is not null;
    }

    private static bool TryTries(ServerOptions options, string value)
    {
        bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int tries) && tries is >= 1 and <= 1_000_000;
        options.TriesPerAddress = isNumber ? tries : options.TriesPerAddress;
        return isNumber;
    }
}
