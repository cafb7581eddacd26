using Cloakroom.Sqlite;
using Microsoft.Data.Sqlite;

namespace Cloakroom.Bench;

/// <summary>What a session takes in the SQLite file.</summary>
internal static class SqliteMemory
{
    /// <returns>Bytes of the file a session after a checkpoint, and the bytes of the WAL before it.</returns>
    public static async Task<(double File, long Wal)> MeasureAsync(int sessions, bool isGuid)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        string file = Path.Combine(folder.FullName, "sessions.db");
        long empty, wal;
        await using (SqliteSessionStore store = SqliteSessionStore.Open(new SqliteStoreOptions(file), TimeProvider.System))
        {
            empty = Size(file);
            await Filling.RunAsync(store, sessions, $"SQLite, {(isGuid ? "GUID" : "number")}", i => Typical.Login(store, i, isGuid));
            wal = new FileInfo(file + "-wal") is { Exists: true } beside ? beside.Length : 0;
        }

        double size = (double)(Checkpointed(file) - empty) / sessions;
        folder.Delete(recursive: true);
        return (size, wal);
    }

    private static long Checkpointed(string file)
    {
        using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            checkpoint.ExecuteNonQuery();
        }

        return Size(file);
    }

    private static long Size(string file) => new FileInfo(file).Length;
}
