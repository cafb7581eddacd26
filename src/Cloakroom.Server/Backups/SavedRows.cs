using Cloakroom.Server.Accounts;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cloakroom.Server.Backups;

/// <summary>The rows of one table that can be read, in the same table of another file.</summary>
internal static class SavedRows
{
    public static SavedTable Copy(SqliteConnection from, SqliteConnection to, string table)
    {
        string key = Key(from, table);
        bool isWhole = TryCopy(from, to, table, $"SELECT * FROM \"{table}\" ORDER BY {key}");
        if (!isWhole)
        {
            TryCopy(from, to, table, $"SELECT * FROM \"{table}\" ORDER BY {SqlDescending(key)}");
        }

        return new(table, to.Scalar($"SELECT count(*) FROM \"{table}\"") as long? ?? 0, isWhole);
    }

    // In the order of the table itself: any other would need all of it first.
    private static string Key(SqliteConnection from, string table)
    {
        bool hasRowId = from.Scalar("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = $1", table) is 0L;
        return hasRowId ? "rowid" : from.Scalar("SELECT group_concat('\"' || name || '\"', ', ') FROM (SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk)", table) as string ?? "1";
    }

    private static string SqlDescending(string key) => string.Join(", ", key.Split(", ").Select(k => $"{k} DESC"));

    // False when a page could not be read.
    private static bool TryCopy(SqliteConnection from, SqliteConnection to, string table, string sql)
    {
        using SqliteCommand select = from.CreateCommand(), insert = to.CreateCommand();
        select.CommandText = sql;
        try
        {
            using SqliteDataReader row = select.ExecuteReader();
            insert.CommandText = $"INSERT OR IGNORE INTO \"{table}\" VALUES ({string.Join(", ", Enumerable.Range(1, row.FieldCount).Select(i => $"${i}"))})";
            for (int i = 1; i <= row.FieldCount; i++)
            {
                insert.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }

            while (row.Read())
            {
                for (int i = 0; i < row.FieldCount; i++)
                {
                    insert.Parameters[i].Value = row.GetValue(i);
                }

                insert.ExecuteNonQuery();
            }

            return true;
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_IOERR)
        {
            return false;
        }
    }
}
