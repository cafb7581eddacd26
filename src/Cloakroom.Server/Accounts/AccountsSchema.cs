using System.Globalization;
using System.Reflection;
using Cloakroom.Server.Settings;
using Microsoft.Data.Sqlite;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Brings the tables of the accounts from any earlier version to this one: the files <c>Schema/NNNN-*.sql</c> in order, each once. All in
/// one transaction that takes the write lock first, so that of several processes that start together one does it and the others find it done.
/// </summary>
internal static class AccountsSchema
{
    private const string Prefix = "Schema/";

    /// <exception cref="StartRefusedException">A newer program has been at the file.</exception>
    public static void Migrate(SqliteConnection connection)
    {
        IReadOnlyList<(long Version, string Resource)> steps = Steps();
        // The usual case takes no write lock.
        if (Read(connection) == steps[^1].Version)
        {
            return;
        }

        using SqliteTransaction transaction = connection.BeginTransaction();
        long found = Read(connection);
        if (found > steps[^1].Version)
        {
            throw new StartRefusedException(
                $"The accounts in {connection.DataSource} were written by a newer Cloakroom (schema {found}, this one knows {steps[^1].Version}); start that version, or restore a backup.");
        }

        foreach ((long version, string resource) in steps.Where(s => s.Version > found))
        {
            connection.Run(Text(resource));
            connection.Run("CREATE TABLE IF NOT EXISTS accounts_schema (version INTEGER NOT NULL); DELETE FROM accounts_schema; INSERT INTO accounts_schema VALUES ($1);", version);
        }

        transaction.Commit();
    }

    private static long Read(SqliteConnection connection) =>
        connection.Scalar("SELECT 1 FROM sqlite_schema WHERE name = 'accounts_schema'") is null
            ? 0 : (long)(connection.Scalar("SELECT version FROM accounts_schema") ?? 0L);

    private static IReadOnlyList<(long Version, string Resource)> Steps() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => (long.Parse(n.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), n)),
    ];

    private static string Text(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not part of the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
