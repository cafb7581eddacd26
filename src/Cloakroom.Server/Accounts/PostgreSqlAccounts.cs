using System.Data.Common;
using Cloakroom.PostgreSql;
using Cloakroom.Server.Settings;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// The accounts in PostgreSQL, in a schema of their own. An acknowledged registration is on the disk whatever the server's default for
/// <c>synchronous_commit</c>; the counts of failed logins need not be.
/// </summary>
internal sealed class PostgreSqlAccounts(PostgreSqlStoreOptions options) : AccountsDatabase
{
    private const string Schema = "cloakroom_accounts";

    private readonly NpgsqlDataSource _durable = Sources.Accounts(options, Schema, "on");
    private readonly NpgsqlDataSource _quick = Sources.Accounts(options, Schema, "off");

    public override string Place { get; } = options.Address.ToString();

    public override void Prepare()
    {
        try
        {
            using NpgsqlDataSource starting = Sources.Starting(options, Schema);
            using NpgsqlConnection connection = starting.OpenConnection();
            AccountsSchema.PostgreSql.Migrate(connection, Place, () =>
            {
                Queue(connection, name: null);
                // Where the administrator made it, the right to make schemas is not needed.
                if (connection.Scalar($"SELECT to_regnamespace('{Schema}')::text") is DBNull)
                {
                    connection.Run($"CREATE SCHEMA {Schema}");
                }
            });
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
        {
            string why = (failure as PostgresException)?.MessageText ?? "it does not answer";
            throw new StartRefusedException(
                $"The accounts in {Place} cannot be opened ({why.ReplaceLineEndings(" ")}); check that PostgreSQL runs, and that its user may make the schema {Schema}.", failure);
        }
    }

    public override void Use(DbContextOptionsBuilder builder) => builder.UseNpgsql(_durable);

    public override DbConnection OpenQuick() => _quick.OpenConnection();

    public override void Queue(DbConnection connection, byte[]? name) =>
        connection.Run("SELECT pg_advisory_xact_lock(hashtextextended('cloakroom accounts ' || encode($1, 'hex'), 0))", name ?? []);

    public override void Dispose()
    {
        _durable.Dispose();
        _quick.Dispose();
    }
}
