using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Cloakroom.Sqlite;
using Microsoft.Data.Sqlite;

namespace Cloakroom.Server.Backups;

/// <summary>How much of a table could be read.</summary>
/// <param name="Name">The table.</param>
/// <param name="Rows">Rows that were saved.</param>
/// <param name="IsWhole">False when damaged pages were met: rows are missing, nobody knows how many.</param>
internal sealed record SavedTable(string Name, long Rows, bool IsWhole);

/// <summary>
/// What can still be read of a damaged SQLite file, in a new one. Each table is read from its beginning until a damaged page, then from its
/// end until one: what lies between is lost.
/// </summary>
internal static class Salvage
{
    /// <exception cref="StartRefusedException">Not even the list of tables can be read, or the new file cannot be written.</exception>
    public static IReadOnlyList<SavedTable> Make(string source, string target)
    {
        if (Path.Exists(target))
        {
            throw new StartRefusedException($"{target} is there already; choose another name, or move it away.");
        }

        bool isDone = false;
        try
        {
            StoreFile.Create(target, FileMode.CreateNew).Dispose();
            using SqliteConnection from = SqliteCopy.Open(source), to = SqliteCopy.Open(target);
            from.Run("PRAGMA query_only = ON");
            // Children may come before their parents, or without them.
            to.Run("PRAGMA foreign_keys = OFF");
            to.Run("BEGIN");
            SavedTable[] saved = [.. Texts(from, "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
                .Select(t => { to.Run(t[1]); return SavedRows.Copy(from, to, t[0]); })];
            foreach (string[] index in Texts(from, "SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL"))
            {
                to.Run(index[0]);
            }

            DropOrphans(to);
            to.Run("COMMIT");
            // Whose file it is, and the version of its tables.
            foreach (string mark in (string[])["application_id", "user_version"])
            {
                to.Run($"PRAGMA {mark} = {from.Scalar($"PRAGMA {mark}")}");
            }

            isDone = true;
            return saved;
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"Nothing of {source} can be saved in {target} ({failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}); restore a backup.", failure);
        }
        finally
        {
            if (!isDone)
            {
                File.Delete(target);
            }
        }
    }

    // Rows of somebody who was lost. One deletion may leave others alone.
    private static void DropOrphans(SqliteConnection connection)
    {
        while (Texts(connection, "SELECT \"table\", rowid FROM pragma_foreign_key_check WHERE rowid IS NOT NULL") is { Count: > 0 } orphans)
        {
            foreach (string[] row in orphans)
            {
                connection.Run($"DELETE FROM \"{row[0]}\" WHERE rowid = {row[1]}");
            }
        }
    }

    private static List<string[]> Texts(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }
}
