using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Globalization;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Cloakroom.Server.Webhooks;

namespace Cloakroom.Server.Monitoring;

/// <summary>
/// What waits in the database to be sent. Asked when somebody collects, such as an exporter once a minute; of a meter of its own, so that who
/// looks more often can leave it out. All nodes of one database say the same.
/// </summary>
internal sealed class Backlogs : IDisposable
{
    public const string Name = "Cloakroom.Server";

    private readonly AccountsDatabase _database;
    private readonly IReadOnlyCollection<WebhookOptions> _webhooks;
    private readonly Meter _meter = new(Name);

    public Backlogs(AccountsDatabase database, ServerOptions options)
    {
        (_database, _webhooks) = (database, options.Webhooks.Values);
        _meter.CreateObservableUpDownCounter("cloakroom.mail.waiting", Mail, "{mail}", "Mails that wait to be sent");
        _meter.CreateObservableUpDownCounter("cloakroom.webhooks.waiting", Webhooks, "{event}", "Events that a receiver has not taken yet, by its number");
    }

    public void Dispose() => _meter.Dispose();

    private List<Measurement<long>> Mail() => Ask(connection => [new(Number(connection.Scalar("SELECT count(*) FROM mail_outbox")))]);

    private List<Measurement<long>> Webhooks() => _webhooks.Count == 0 ? [] : Ask(connection =>
    [
        .. _webhooks.Select(w => new Measurement<long>(
            Number(connection.Scalar("SELECT (SELECT coalesce(max(Id), 0) FROM events) - Delivered FROM webhook_cursors WHERE Name = $1", w.Name)),
            new KeyValuePair<string, object?>("webhook", w.Number))),
    ]);

    // Of a receiver that nobody has begun with, nothing waits.
    private static long Number(object? value) => value is null or DBNull ? 0 : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    // Nothing is said of what cannot be asked.
    private List<Measurement<long>> Ask(Func<DbConnection, List<Measurement<long>>> question)
    {
        try
        {
            using DbConnection connection = _database.OpenQuick();
            return question(connection);
        }
        catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
        {
            return [];
        }
    }
}
