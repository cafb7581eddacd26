using Cloakroom.Server.External;
using Cloakroom.Cookies;
using Cloakroom.Server.ForwardAuth;
using Cloakroom.Server.Mail;
using Cloakroom.Server.Monitoring;
using Cloakroom.Server.Webhooks;
using System.Net;

namespace Cloakroom.Server.Settings;

/// <summary>Every setting of the server: its own, and those it shares with the library.</summary>
internal sealed class ServerOptions
{
    public const string DefaultPublicUrl = "http://localhost:4242";
    public const string DefaultStore = "sqlite:./cloakroom-data/cloakroom.db";

    private readonly SortedDictionary<int, ExternalOptions> _external = [];

    /// <summary>The settings of the library, from the same section.</summary>
    public CloakroomOptions Library { get; } = new();

    /// <summary>Where sessions live, as an address.</summary>
    public string Store { get; set; } = DefaultStore;

    /// <summary>Where accounts live; null follows <see cref="Store"/>.</summary>
    public string? AccountsStore { get; set; }

    /// <summary>Whether people may make accounts themselves; null follows the public address.</summary>
    public bool? OpenRegistration { get; set; }

    /// <summary>How many tries of one network address may fail within a minute, over all accounts; at least 1.</summary>
    public int TriesPerAddress { get; set; } = 20;

    /// <summary>Proxies that are believed about who the client is and what it asked for.</summary>
    public List<IPNetwork> TrustedProxies { get; } = [];

    /// <summary>Whether so are all who may connect over a Unix socket: its file says who may.</summary>
    public bool TrustsUnixSocket { get; set; }

    /// <summary>Further hosts that a login may lead back to, each <c>host</c> or <c>host:port</c>, in lower case.</summary>
    public List<string> ReturnHosts { get; } = [];

    /// <summary>What requests to applications behind a proxy need, one rule each.</summary>
    public List<string> ForwardAuthRules { get; } = [];

    /// <summary>Providers to log in with, in the order of the settings.</summary>
    public IReadOnlyList<ExternalOptions> External => [.. _external.Values.Where(e => !e.IsEmpty)];

    /// <summary>Which server takes our mail.</summary>
    public MailOptions Mail { get; } = new();

    /// <summary>Whether a runtime with known holes is put up with.</summary>
    public bool AllowsOldRuntime { get; set; }

    /// <summary>Where what is measured goes.</summary>
    public TelemetryOptions Telemetry { get; } = new();

    /// <summary>Where mail lands that is not sent, beside the file of the accounts.</summary>
    public string MailFolder => Path.Combine(Path.GetDirectoryName(Accounts.File) ?? DataFolder, "mail");

    /// <summary>The full path of a list of passwords to refuse, one a line; null for none but the list that comes along.</summary>
    public string? CommonPasswords { get; set; }

    /// <summary>How long events are kept.</summary>
    public TimeSpan EventsKeep { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Receivers of webhooks, by their number in the settings.</summary>
    public SortedDictionary<int, WebhookOptions> Webhooks { get; } = [];

    /// <summary>How long requests are still taken after the signal to stop; 0 to 5 minutes.</summary>
    public TimeSpan ShutdownDelay { get; set; } = TimeSpan.Zero;

    /// <summary>Where the accounts are: with the sessions when those are in SQL, else in a file of their own in the data folder.</summary>
    public StoreAddress Accounts =>
        StoreAddress.TryParse(AccountsStore ?? Store, out StoreAddress? address, out _) && address.IsSql
            ? address : new(Path.Combine(DataFolder, "accounts.db"));

    /// <summary>The journal of logouts: beside the file of the accounts, unless the settings say otherwise. None for sessions in memory, which a restart ends anyway.</summary>
    public string JournalFile =>
        Library.Journal ?? (Store == "memory:" ? "off" : Path.Combine(Path.GetDirectoryName(Accounts.File) ?? DataFolder, "revocations.journal"));

    private static string DataFolder => Path.GetFullPath("./cloakroom-data");

    /// <summary>
    /// Whether people may make accounts themselves under this public address: on the own machine yes, in public only when it was asked for.
    /// </summary>
    public bool RegistrationIsOpen(PublicOrigin origin) => OpenRegistration ?? PublicOrigin.IsLoopback(origin.Url.IdnHost);

    /// <summary>The provider of this number; made when it is first named.</summary>
    public ExternalOptions ProviderAt(int number) => _external.TryGetValue(number, out ExternalOptions? found) ? found : _external[number] = new(number);

    /// <summary>The receiver of this number; made when it is first named.</summary>
    public WebhookOptions WebhookAt(int number) => Webhooks.TryGetValue(number, out WebhookOptions? found) ? found : Webhooks[number] = new(number);

    /// <summary>One sentence per mistake; empty when all is well.</summary>
    public IEnumerable<string> Validate()
    {
        if (!StoreAddress.TryParse(Store, out _, out string problem))
        {
            yield return $"Cloakroom:Store {problem}.";
        }

        if (AccountsStore is not null
            && !(StoreAddress.TryParse(AccountsStore, out StoreAddress? accounts, out problem) && accounts.IsSql))
        {
            yield return $"Cloakroom:Accounts:Store {(problem.Length > 0 ? problem : $"is {StoreAddress.Shown(AccountsStore)}, which is no place for accounts; write sqlite:path or postgres://user:pass@host/database")}.";
        }

        if (CommonPasswords is { } list && !File.Exists(list))
        {
            yield return $"Cloakroom:Accounts:CommonPasswords is {list}, where there is no file; name a text file with one password a line.";
        }

        if (EventsKeep < TimeSpan.FromDays(30))
        {
            yield return $"Cloakroom:Events:Keep is {EventsKeep}, less than 30 days, within which no event is deleted; write 30.00:00:00 or more.";
        }

        if (ShutdownDelay < TimeSpan.Zero || ShutdownDelay > TimeSpan.FromMinutes(5))
        {
            yield return $"Cloakroom:Shutdown:Delay is {ShutdownDelay}; write a time from 00:00:00 to 00:05:00.";
        }

        foreach (string wrong in WebhookSettings.Validate(Webhooks.Values))
        {
            yield return wrong;
        }

        foreach (string wrong in ExternalSettings.Validate(External))
        {
            yield return wrong;
        }

        foreach (string wrong in Mail.Validate().Concat(ForwardAuthSettings.Validate(this)).Concat(Library.Validate()))
        {
            yield return $"Cloakroom:{wrong}";
        }
    }
}
