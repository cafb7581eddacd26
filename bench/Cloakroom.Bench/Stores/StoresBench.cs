using System.Globalization;
using Cloakroom.Bench.Reports;
using Cloakroom.Redis;
using Cloakroom.Sqlite;
using Npgsql;

namespace Cloakroom.Bench.Stores;

/// <summary>
/// "Why are sessions not kept in the database?", measured: the usual table in PostgreSQL, our store in PostgreSQL, SQLite and Redis, one after
/// the other, each with as many sessions and the shop's own orders beside it (docs/stores.md).
/// </summary>
internal static class StoresBench
{
    /// <param name="arguments">The number of sessions (200,000), and the seconds that each figure is measured (5).</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        int sessions = arguments is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 200_000;
        TimeSpan time = TimeSpan.FromSeconds(arguments is [_, var seconds, ..] ? double.Parse(seconds, CultureInfo.InvariantCulture) : 5);
        var trial = new Trial(sessions, time);
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        List<Figures> all =
        [
            await NaiveAsync(trial, start), await OursInPostgresAsync(trial, start), await SqliteAsync(trial, start), await RedisAsync(trial, start),
        ];
        return StoresReport.Of(all, sessions, time);
    }

    private static async Task<Figures> NaiveAsync(Trial trial, DateTimeOffset start)
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using var table = new NaiveTable(server, start);
        return await trial.RunAsync(table, server);
    }

    private static async Task<Figures> OursInPostgresAsync(Trial trial, DateTimeOffset start)
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using NpgsqlDataSource asking = NpgsqlDataSource.Create(server.Connection("bench", 1));
        await using var store = new OurStore("Cloakroom on PostgreSQL", OpenOn(server), new PostgresBehind(server, asking), start);
        return await trial.RunAsync(store, server);
    }

    private static async Task<Figures> SqliteAsync(Trial trial, DateTimeOffset start)
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        string path = Path.Combine(folder.FullName, "sessions.db");
        Figures figures;
        await using (var store = new OurStore(
            "Cloakroom on SQLite", _ => SqliteSessionStore.Open(new SqliteStoreOptions(path), TimeProvider.System), new FileBehind(path), start))
        {
            figures = await trial.RunAsync(store, server);
        }

        folder.Delete(recursive: true);
        return figures;
    }

    private static async Task<Figures> RedisAsync(Trial trial, DateTimeOffset start)
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        Figures figures;
        await using (RedisServer redis = await RedisServer.StartAsync(appendTo: folder.FullName))
        {
            RedisStoreOptions Options(TimeSpan deadline)
            {
                var options = RedisStoreOptions.Parse($"127.0.0.1:{redis.Port}");
                options.Deadline = deadline;
                return options;
            }

            await using var line = new RedisLine(Options(TimeSpan.FromSeconds(10)));
            await line.First;
            await using var store = new OurStore(
                "Cloakroom on Redis", deadline => RedisSessionStore.Open(Options(deadline), TimeProvider.System), new RedisBehind(redis, line), start);
            figures = await trial.RunAsync(store, server);
        }

        folder.Delete(recursive: true);
        return figures;
    }

    private static Func<TimeSpan, ISessionStore> OpenOn(PostgresServer server) => deadline =>
    {
        var options = PostgreSql.PostgreSqlStoreOptions.Parse($"postgres://postgres@127.0.0.1:{server.Port}/postgres");
        (options.Deadline, options.LockTimeout) = (deadline, deadline / 2);
        return PostgreSql.PostgreSqlSessionStore.Open(options, TimeProvider.System);
    };
}
