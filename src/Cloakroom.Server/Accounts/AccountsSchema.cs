using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Brings the tables of the accounts from any earlier version to this one: the files <c>NNNN-*.sql</c> of the database in order, each once. All
/// in one transaction that takes a lock first, so that of several processes that start together one does it and the others find it done.
/// </summary>
/// <param name="prefix">Where the files are.</param>
/// <param name="exists">Asks whether the table with the version is there; a row if it is.</param>
internal sealed class AccountsSchema(string prefix, string exists)
{
    public static AccountsSchema Sqlite { get; } = new("Schema/Sqlite/", "SELECT 1 FROM sqlite_schema WHERE name = 'accounts_schema'");

    public static AccountsSchema PostgreSql { get; } = new("Schema/PostgreSql/", "SELECT 1 FROM pg_class WHERE oid = to_regclass('accounts_schema')");

    /// <param name="connection">The database.</param>
    /// <param name="place">Its name, for people.</param>
    /// <param name="alone">Run within the transaction: returns when nobody else is at it.</param>
    /// <exception cref="StartRefusedException">A newer program has been at the tables.</exception>
    public void Migrate(DbConnection connection, string place, Action alone)
    {
        IReadOnlyList<(long Version, string Resource)> steps = Steps();
        // The usual case takes no write lock.
        if (Read(connection) == steps[^1].Version)
        {
            return;
        }

        using DbTransaction transaction = connection.BeginTransaction();
        alone();
        long found = Read(connection);
        if (found > steps[^1].Version)
        {
            throw new StartRefusedException(
                $"The accounts in {place} were written by a newer Cloakroom (schema {found}, this one knows {steps[^1].Version}); start that version, or restore a backup.");
        }

        foreach ((long version, string resource) in steps.Where(s => s.Version > found))
        {
            connection.Run(Text(resource));
            connection.Run("CREATE TABLE IF NOT EXISTS accounts_schema (version BIGINT NOT NULL)");
            connection.Run("DELETE FROM accounts_schema");
            connection.Run("INSERT INTO accounts_schema VALUES ($1)", version);
        }

        transaction.Commit();
    }

    private long Read(DbConnection connection) =>
        connection.Scalar(exists) is null
            ? 0 : (long)(connection.Scalar("SELECT version FROM accounts_schema") ?? 0L);

    private IReadOnlyList<(long Version, string Resource)> Steps() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => (long.Parse(n.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture), n)),
    ];

    private static string Text(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not part of the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
