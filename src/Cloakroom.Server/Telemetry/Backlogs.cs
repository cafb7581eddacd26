using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Globalization;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Telemetry;

/// <summary>
/// What waits in the database to be sent. Asked when somebody collects, such as an exporter once a minute; of a meter of its own, so that who
/// looks more often can leave it out. All nodes of one database say the same.
/// </summary>
internal sealed class Backlogs : IDisposable
{
    public const string Name = "Cloakroom.Server";

    private readonly AccountsDatabase _database;
    private readonly Meter _meter = new(Name);

    public Backlogs(AccountsDatabase database)
    {
        _database = database;
        _meter.CreateObservableUpDownCounter("cloakroom.mail.waiting", Mail, "{mail}", "Mails that wait to be sent");
        _meter.CreateObservableUpDownCounter("cloakroom.webhooks.waiting", Webhooks, "{event}", "Events that the receiver furthest behind has not taken");
    }

    public void Dispose() => _meter.Dispose();

    private List<Measurement<long>> Mail() => Ask("SELECT count(*) FROM mail_outbox");

    private List<Measurement<long>> Webhooks() =>
        Ask("SELECT coalesce((SELECT max(Id) FROM events) - (SELECT min(Delivered) FROM webhook_cursors), 0)");

    // Nothing is said of what cannot be asked.
    private List<Measurement<long>> Ask(string question)
    {
        try
        {
            using DbConnection connection = _database.OpenQuick();
            return [new(Convert.ToInt64(connection.Scalar(question), CultureInfo.InvariantCulture))];
        }
        catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
        {
            return [];
        }
    }
}
