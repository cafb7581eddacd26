using System.Diagnostics;
using Cloakroom.Sqlite;
using Microsoft.Data.Sqlite;

namespace Cloakroom.Bench;

/// <summary>
/// Logins a second: 64 callers create sessions in the SQLite store, whose writer commits them in groups; beside it, bare inserts of the same
/// records by one loop, with the same durability and the same number in a transaction. Rounds alternate.
/// </summary>
internal static class CreationBench
{
    private const int Callers = 64;
    private const int Rounds = 7;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        double[] store = new double[Rounds], bare = new double[Rounds];
        for (int round = -1; round < Rounds; round++)
        {
            double created = await StoreAsync(Path.Combine(folder.FullName, $"store-{round}.db"));
            double inserted = Bare(Path.Combine(folder.FullName, $"bare-{round}.db"));
            if (round >= 0)
            {
                (store[round], bare[round]) = (created, inserted);
            }
        }

        folder.Delete(recursive: true);
        Console.WriteLine($"{Environment.ProcessorCount} cores, {Rounds} rounds of {Round.TotalSeconds} s each, alternating; durable creations a second as median (min to max)");
        Console.WriteLine($"| store, {Callers} callers | bare inserts, {Callers} in a transaction | ratio, median of the rounds |");
        Console.WriteLine("|---|---|---|");
        Console.WriteLine($"| {Rate(store)} | {Rate(bare)} | {Median([.. store.Zip(bare, (a, b) => a / b)]):F2} |");
    }

    private static async Task<double> StoreAsync(string file)
    {
        await using SqliteSessionStore store = SqliteSessionStore.Open(new SqliteStoreOptions(file), TimeProvider.System);
        using var end = new CancellationTokenSource(Round);
        long start = Stopwatch.GetTimestamp();
        int[] created = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CreateAsync(store, caller, end.Token))));
        return created.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<int> CreateAsync(SqliteSessionStore store, int caller, CancellationToken end)
    {
        int created = 0;
        for (; !end.IsCancellationRequested; created++)
        {
            CreateOutcome outcome = await store.CreateAsync(new(Typical.Login(store, (created * Callers) + caller), LimitPerUser: 100), CancellationToken.None);
            if (outcome.Applied != Applied.Done)
            {
                throw new InvalidOperationException($"{outcome.Applied}");
            }
        }

        return created;
    }

    private static double Bare(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
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
        while (Stopwatch.GetElapsedTime(start) < Round)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (int i = 0; i < Callers; i++, inserted++)
            {
                Session session = Typical.Of(Typical.UserId(inserted), inserted, SessionId.Create().Digest(), TimeProvider.System.GetUtcNow());
                (insert.Parameters[0].Value, insert.Parameters[1].Value, insert.Parameters[2].Value) = (session.Digest.ToArray(), session.UserId, SessionFormat.Write(session));
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return inserted / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Rate(double[] rates) => $"{Median(rates):N0} ({rates.Min():N0} to {rates.Max():N0})";

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
