using System.Data.Common;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Events;

public sealed class EventLogTests
{
    [Fact]
    public async Task What_happened_is_written_down_and_told()
    {
        var listener = new Listener();
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.AddSingleton<IEventListener>(listener));

        var happened = new AccountEvent(EventKind.Login, "ada") { Device = "Firefox on Linux", Address = "::1" };
        await server.Services.GetRequiredService<EventLog>().RecordAsync(happened);

        Assert.Equal([happened], listener.Heard);
        using DbConnection connection = server.Services.GetRequiredService<AccountsDatabase>().OpenQuick();
        Assert.Equal("login|ada|Firefox on Linux|::1", connection.Scalar("SELECT Kind || '|' || Account || '|' || Device || '|' || Address FROM events WHERE Actor IS NULL ORDER BY Id DESC LIMIT 1"));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_and_a_listener_that_is_away_refuse_nobody()
    {
        var listener = new Listener { IsAway = true };
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.AddSingleton<IEventListener>(listener));
        using (DbConnection connection = server.Services.GetRequiredService<AccountsDatabase>().OpenQuick())
        {
            connection.Run("BEGIN EXCLUSIVE");
            await server.Services.GetRequiredService<EventLog>().RecordAsync(new(EventKind.Login, "ada"));
            connection.Run("ROLLBACK");
        }

        Assert.Contains(server.Log.Lines, l => l.Contains("could not be written down", StringComparison.Ordinal));
        Assert.Contains(server.Log.Lines, l => l.Contains("could not be told", StringComparison.Ordinal));
    }

    private sealed class Listener : IEventListener
    {
        public List<AccountEvent> Heard { get; } = [];

        public bool IsAway { get; init; }

        public ValueTask HeardAsync(AccountEvent happened, CancellationToken cancellationToken)
        {
            Heard.Add(happened);
            return IsAway ? throw new Microsoft.Data.Sqlite.SqliteException("away", SQLitePCL.raw.SQLITE_BUSY) : ValueTask.CompletedTask;
        }
    }
}
