using System.Diagnostics;
using Cloakroom.Sqlite;
using Microsoft.Data.Sqlite;

namespace Cloakroom.Bench;

/// <summary>SQLite; each round has new files.</summary>
internal sealed class SqliteLogins : Logins
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
    private int _files;

    public override string Name => "SQLite";

    private string NextFile => Path.Combine(_folder.FullName, $"{_files++}.db");

    public static Task<Logins> StartAsync() => Task.FromResult<Logins>(new SqliteLogins());

    public override async Task<double> CreateAsync(TimeSpan time)
    {
        await using SqliteSessionStore store = SqliteSessionStore.Open(new SqliteStoreOptions(NextFile), TimeProvider.System);
        return await CreateAsync(store, time);
    }

    public override Task<double> InsertAsync(TimeSpan time)
    {
        using var connection = new SqliteConnection($"Data Source={NextFile};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "CREATE TABLE session (digest BLOB PRIMARY KEY, user TEXT NOT NULL, record BLOB NOT NULL) WITHOUT ROWID");
        Execute(connection, "CREATE INDEX by_user ON session (user)");
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO session VALUES ($digest, $user, $record)";
        foreach (string name in (string[])["$digest", "$user", "$record"])
        {
            insert.Parameters.Add(new SqliteParameter(name, null));
        }

        int inserted = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (int i = 0; i < Callers; i++, inserted++)
            {
                Session session = Bare();
                (insert.Parameters[0].Value, insert.Parameters[1].Value, insert.Parameters[2].Value) = (session.Digest.ToArray(), session.UserId, SessionFormat.Write(session));
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return Task.FromResult(inserted / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
