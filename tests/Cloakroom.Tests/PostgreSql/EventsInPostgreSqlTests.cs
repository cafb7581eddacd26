using System.Data.Common;
using System.Net;
using Cloakroom.PostgreSql;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Cloakroom.Server.Webhooks;
using Cloakroom.Tests.Server.Admin;
using Npgsql;

namespace Cloakroom.Tests.PostgreSql;

/// <summary>The log of events, the cursors of webhooks and the work of administrators where the accounts are in PostgreSQL.</summary>
public sealed class EventsInPostgreSqlTests(SharedPostgres shared)
{
    private const string Insert = "INSERT INTO events (At, Kind, Device, Address) VALUES ($1, 'login', '', '')";

    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public async Task The_database_itself_refuses_to_change_what_was_written_and_lets_the_old_go()
    {
        using PostgreSqlAccounts accounts = await NewAsync();
        using DbConnection connection = accounts.OpenQuick();
        connection.Run(Insert, Now(TimeSpan.Zero));
        connection.Run(Insert, Now(TimeSpan.FromDays(31)));
        foreach (string sql in new[] { "UPDATE events SET kind = 'x'", "DELETE FROM events", "TRUNCATE events" })
        {
            Assert.Throws<PostgresException>(() => connection.Run(sql));
        }

        Assert.Equal(1, connection.Run("DELETE FROM events WHERE at < $1", Now(TimeSpan.FromDays(30.5))));
        Assert.Equal(1L, connection.Scalar("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task Whoever_reads_on_from_a_number_misses_nothing_that_others_write()
    {
        const int Writers = 4, Each = 100;
        using PostgreSqlAccounts accounts = await NewAsync();
        var reader = new EventReader(accounts);
        var seen = new List<long>();
        Task writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                using DbConnection connection = accounts.OpenQuick();
                connection.Run(Insert, Now(TimeSpan.Zero));
            }
        })));
        bool over;
        do
        {
            over = writing.IsCompleted;
            seen.AddRange(reader.Read(new() { After = seen.Count == 0 ? 0 : seen[^1] }, 50).Select(e => e.Id));
        }
        while (!over || seen.Count % 50 != 0 || reader.Read(new() { After = seen[^1] }, 1).Count > 0);

        await writing;
        Assert.Equal(Writers * Each, seen.Count);
    }

    [Fact]
    public async Task One_node_delivers_at_a_time()
    {
        using PostgreSqlAccounts accounts = await NewAsync();
        WebhookCursor one = new(accounts, "hook", Time), other = new(accounts, "hook", Time);
        Assert.Equal((0L, 0L), one.Take());
        Assert.Null(other.Take());
        Assert.True(one.Advance(7));
        Assert.False(other.Advance(8));
        one.Release();
        Assert.Equal((7L, 0L), other.Take());
    }

    [Fact]
    public async Task An_administrator_finds_and_changes_accounts()
    {
        PostgresProcess server = await shared.ServerAsync();
        string database = SharedPostgres.NewSchema(), address = $"postgres://postgres@127.0.0.1:{server.Port}/{database}";
        await server.AskAsync($"CREATE DATABASE {database}");
        await using Office office = await Office.OpenAsync("--Store", address, "--Accounts:Store", address);
        Assert.Equal(2, (await office.JsonAsync("/auth/admin/users")).GetProperty("users").GetArrayLength());
        Assert.Equal(1, (await office.JsonAsync("/auth/admin/users?search=Bo")).GetProperty("users").GetArrayLength());
        Assert.Equal(1, (await office.JsonAsync($"/auth/admin/users?search={office.BobId[..6]}")).GetProperty("users").GetArrayLength());
        Assert.Equal(1, (await office.JsonAsync("/auth/admin/users?after=ADA%40EXAMPLE.ORG")).GetProperty("users").GetArrayLength());
        using HttpResponseMessage roles = await office.ActAsync("roles", new { roles = new[] { "editor" } });
        Assert.Equal(HttpStatusCode.NoContent, roles.StatusCode);
        Assert.Equal("editor", await office.BobIsAsync());
        Assert.Equal("roles_changed +editor", (await office.EventsAsync(Office.Bob))[0]);
    }

    private async Task<PostgreSqlAccounts> NewAsync()
    {
        PostgresProcess server = await shared.ServerAsync();
        string database = SharedPostgres.NewSchema();
        await server.AskAsync($"CREATE DATABASE {database}");
        var accounts = new PostgreSqlAccounts(PostgreSqlStoreOptions.Parse($"postgres://postgres@127.0.0.1:{server.Port}/{database}"));
        accounts.Prepare();
        return accounts;
    }

    private static long Now(TimeSpan ago) => (Time.GetUtcNow() - ago).ToUnixTimeMilliseconds();
}
