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
    private readonly Lock _preparing = new();
    private volatile bool _isPrepared;

    public override string Place { get; } = options.Address.ToString();

    /// <summary>Away at the start, they are prepared when they are first asked for.</summary>
    public override void Prepare()
    {
        try
        {
            PrepareNow();
        }
        catch (Exception failure) when (Away.Is(Away.Cause(failure)))
        {
            // Every use of them is answered as an outage, and tries it again.
        }
        catch (NpgsqlException failure)
        {
            string why = (failure as PostgresException)?.MessageText ?? failure.Message;
            throw new StartRefusedException(
                $"The accounts in {Place} cannot be opened ({why.ReplaceLineEndings(" ")}); check that its user may make the schema {Schema}.", failure);
        }
    }

    public override void Use(DbContextOptionsBuilder builder) => builder.UseNpgsql(_durable);

    public override DbConnection OpenQuick() => Open(_quick);

    public override DbConnection OpenDurable() => Open(_durable);

    public override void Queue(DbConnection connection, byte[]? name) =>
        connection.Run("SELECT pg_advisory_xact_lock(hashtextextended('cloakroom accounts ' || encode($1, 'hex'), 0))", name ?? []);

    public override void Dispose()
    {
        _durable.Dispose();
        _quick.Dispose();
    }

    private NpgsqlConnection Open(NpgsqlDataSource source)
    {
        if (!_isPrepared)
        {
            PrepareNow();
        }

        return source.OpenConnection();
    }

    private void PrepareNow()
    {
        // One at a time. The others do not wait for it: a server that is away would hold up one after the other.
        if (!_preparing.TryEnter())
        {
            throw new NpgsqlException("The tables of the accounts are just being made.");
        }

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
            _isPrepared = true;
        }
        finally
        {
            _preparing.Exit();
        }
    }
}
