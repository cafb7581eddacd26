using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SQLitePCL;

namespace Cloakroom.Server.Accounts;

/// <summary>Where the accounts live. What Entity Framework does not do goes through plain connections: the tables themselves, and the counts of failed logins.</summary>
internal abstract class AccountsDatabase : IDisposable
{
    /// <summary>As people may see it: without a password.</summary>
    public abstract string Place { get; }

    /// <summary>Makes the tables when they are missing, and brings them up to date.</summary>
    /// <exception cref="Settings.StartRefusedException">The database cannot be used.</exception>
    public abstract void Prepare();

    /// <summary>Tells Entity Framework.</summary>
    public abstract void Use(DbContextOptionsBuilder builder);

    /// <summary>Opens a connection whose writes a crash of the machine may lose, and so do not wait for the disk.</summary>
    public abstract DbConnection OpenQuick();

    /// <summary>Opens a connection whose writes are on the disk when they are done.</summary>
    public abstract DbConnection OpenDurable();

    /// <summary>Lets one transaction at a time go on from here, for one name; for everybody where the name is null.</summary>
    public abstract void Queue(DbConnection connection, byte[]? name);

    /// <summary>Whether there is any account yet.</summary>
    public bool IsEmpty()
    {
        using DbConnection connection = OpenQuick();
        return connection.Scalar("SELECT count(*) FROM (SELECT 1 FROM accounts LIMIT 1) AS found") is 0L;
    }

    /// <summary>The database cannot be asked or written at the moment: locked, full, broken, gone. Everything else is a mistake of ours.</summary>
    public static bool IsUnavailable(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SqliteException sqlite:
                    return IsUnavailable(sqlite);
                case PostgresException postgres:
                    return IsUnavailable(postgres);
                case NpgsqlException or SocketException:
                    return true;
                default:
                    break;
            }
        }

        return false;
    }

    public abstract void Dispose();

    private static bool IsUnavailable(SqliteException failure) => failure.SqliteErrorCode
        is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN
        or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_PERM;

    // Connection, authorization, resources, operator, system; a lock, a deadlock, a standby; tables that were not made yet.
    private static bool IsUnavailable(PostgresException failure) =>
        failure.SqlState[..2] is "08" or "28" or "53" or "57" or "58" or "XX" || failure.SqlState is "55P03" or "40P01" or "40001" or "25006" or "42P01";
}
