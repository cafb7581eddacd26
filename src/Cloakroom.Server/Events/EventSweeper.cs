using System.Data.Common;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Events;

/// <summary>The one code path that deletes events: those older than <c>Events:Keep</c>, in small steps, so that nobody waits for it.</summary>
internal sealed class EventSweeper(AccountsDatabase database, ServerOptions options, TimeProvider time, ILogger<EventSweeper> logger) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10), Between = TimeSpan.FromMilliseconds(100);

    /// <summary>Deletes some; returns how many.</summary>
    public int Sweep()
    {
        using DbConnection connection = database.OpenQuick();
        return connection.Run(
            "DELETE FROM events WHERE Id IN (SELECT Id FROM events WHERE At < $1 ORDER BY At LIMIT $2)",
            (time.GetUtcNow() - options.EventsKeep).ToUnixTimeMilliseconds(), AtOnce);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan pause = Every;
            try
            {
                pause = Sweep() == AtOnce ? Between : Every;
            }
            catch (DbException failure)
            {
                // Also where the clock of the database is behind ours, and it finds them too young.
                Log.EventsNotSwept(logger, failure);
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
