using Cloakroom.Bench.Stores;
using Cloakroom.PostgreSql;
using Npgsql;

namespace Cloakroom.Bench;

/// <summary>PostgreSQL as it comes; both sides use the same server.</summary>
internal sealed class PostgresLogins : Logins
{
    private readonly PostgresServer _server;
    private readonly PostgreSqlSessionStore _store;
    private readonly NpgsqlDataSource _bare;

    private PostgresLogins(PostgresServer server)
    {
        var options = PostgreSqlStoreOptions.Parse($"postgres://postgres@127.0.0.1:{server.Port}/postgres");
        (options.Deadline, options.LockTimeout) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5));
        (_server, _store, _bare) = (server, PostgreSqlSessionStore.Open(options, TimeProvider.System), NpgsqlDataSource.Create(server.Connection("bare", options.PoolSize)));
    }

    public override string Name => "PostgreSQL";

    public override bool HasAim => false;

    public static async Task<Logins> StartAsync()
    {
        var logins = new PostgresLogins(await PostgresServer.StartAsync());
        await using NpgsqlCommand create = logins._bare.CreateCommand(
            "CREATE TABLE bare_session (digest bytea PRIMARY KEY, user_id text NOT NULL, record bytea NOT NULL); CREATE INDEX ON bare_session (user_id)");
        await create.ExecuteNonQueryAsync();
        return logins;
    }

    public override Task<double> CreateAsync(TimeSpan time) => CreateAsync(_store, time);

    public override Task<double> InsertAsync(TimeSpan time) => CrowdAsync(time, async () =>
    {
        Session session = Bare();
        await using NpgsqlConnection connection = await _bare.OpenConnectionAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO bare_session VALUES ($1, $2, $3)", connection);
        insert.Parameters.Add(new() { Value = session.Digest.ToArray() });
        insert.Parameters.Add(new() { Value = session.UserId });
        insert.Parameters.Add(new() { Value = SessionFormat.Write(session) });
        await insert.PrepareAsync();
        await insert.ExecuteNonQueryAsync();
    });

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _bare.DisposeAsync();
        await _server.DisposeAsync();
    }
}
