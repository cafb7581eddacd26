using System.Data.Common;
using System.Net;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Cloakroom.Tests.Server.Admin;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cloakroom.Tests.Server.Events;

/// <summary>What is in the log of events, that it stays, and that nobody can fill the disk with it.</summary>
public sealed class EventKeepingTests
{
    [Theory]
    [InlineData("UPDATE events SET Kind = 'login'")]
    [InlineData("DELETE FROM events")]
    public async Task The_database_itself_refuses_to_change_what_was_written(string sql)
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using DbConnection connection = server.Services.GetRequiredService<AccountsDatabase>().OpenQuick();
        Assert.Throws<SqliteException>(() => connection.Run(sql));
        Assert.Equal(1L, connection.Scalar("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task What_is_older_than_the_setting_goes_and_the_rest_stays()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using (DbConnection connection = server.Services.GetRequiredService<AccountsDatabase>().OpenQuick())
        {
            foreach (int days in new[] { 401, 500, 399 })
            {
                connection.Run("INSERT INTO events (At, Kind, Device, Address) VALUES ($1, 'login', '', '')", (now - TimeSpan.FromDays(days)).ToUnixTimeMilliseconds());
            }
        }

        EventSweeper sweeper = Assert.Single(server.Services.GetServices<IHostedService>().OfType<EventSweeper>());
        Assert.Equal(2, sweeper.Sweep());
        Assert.Equal(0, sweeper.Sweep());
        Assert.Equal(["register", "login"], server.Services.GetRequiredService<EventReader>().Read(new() { After = 0 }, 10).Select(e => e.What.Kind));
    }

    [Fact]
    public async Task Failed_logins_are_listed_by_account_and_those_of_invented_names_as_a_number()
    {
        var clock = new Attacks.ShiftedClock();
        await using Office office = await Office.OpenAsync([], s => s.AddSingleton<TimeProvider>(clock));
        using HttpResponseMessage wrong = await office.Server.LoginAsync(Office.Bob, "wrong wrong wrong wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        await NodeCalls.BecomesAsync(true, async () => (await office.EventsAsync(office.BobId)).Contains("login_failed", StringComparer.Ordinal));

        FailedLogins failures = office.Server.Services.GetRequiredService<FailedLogins>();
        for (int i = 0; i < 500; i++)
        {
            failures.Note(account: null);
        }

        EventReader events = office.Server.Services.GetRequiredService<EventReader>();
        // They are written in their order: once the last one is there, so are all before it.
        failures.Note("last");
        await NodeCalls.BecomesAsync(1, () => Task.FromResult(events.Read(new() { Account = "last" }, 10).Count));
        Assert.Equal(FailedLogins.UnknownPerHour, Unknown(events).Length);
        clock.Advance(TimeSpan.FromHours(2));
        failures.Note(account: null);
        await NodeCalls.BecomesAsync(true, () => Task.FromResult(Unknown(events).Any(e => e.What.Detail == "400 more that are not listed")));
    }

    [Fact]
    public async Task Events_are_filtered_paged_and_taken_along()
    {
        await using Office office = await Office.OpenAsync();
        EventLog log = office.Server.Services.GetRequiredService<EventLog>();
        for (int i = 0; i < 60; i++)
        {
            await log.RecordAsync(new(EventKind.NewDevice, office.BobId) { Device = "=cmd|' /C calc'!A0", Address = "a,\"b\"", Detail = $"{i}" });
        }

        System.Text.Json.JsonElement page = await office.JsonAsync($"/auth/admin/events?kind=new_device&account={Office.Bob}");
        Assert.Equal(50, page.GetProperty("events").GetArrayLength());
        System.Text.Json.JsonElement rest = await office.JsonAsync($"/auth/admin/events?kind=new_device&before={page.GetProperty("next").GetInt64()}");
        Assert.Equal(("9", 10), (rest.GetProperty("events")[0].GetProperty("detail").GetString(), rest.GetProperty("events").GetArrayLength()));
        Assert.Equal(0, (await office.JsonAsync("/auth/admin/events?to=2020-01-31")).GetProperty("events").GetArrayLength());
        using HttpResponseMessage wrong = await office.AskAsync("/auth/admin/events?from=yesterday");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        using HttpResponseMessage csv = await office.AskAsync("/auth/admin/events.csv?kind=new_device"), lines = await office.AskAsync("/auth/admin/events.jsonl?kind=new_device");
        string table = await csv.TextAsync();
        Assert.Equal(61, table.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(",'=cmd|' /C calc'!A0,\"a,\"\"b\"\"\",59", table, StringComparison.Ordinal);
        Assert.Equal(60, (await lines.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("attachment", csv.Content.Headers.ContentDisposition?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_goes_on_where_no_event_can_be_written()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using (DbConnection connection = server.Services.GetRequiredService<AccountsDatabase>().OpenQuick())
        {
            connection.Run("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'full'); END");
        }

        using HttpResponseMessage login = await server.LoginAsync();
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
    }

    private static RecordedEvent[] Unknown(EventReader events) => [.. events.Read(new() { Kind = EventKind.LoginFailed }, 1000).Where(e => e.What is { Account: null })];
}
