using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>What a failed call means for the next one.</summary>
internal static class Fault
{
    /// <summary>
    /// The connection is gone, and with it probably all others of the pool: the server stopped, crashed, or has become another one.
    /// </summary>
    public static bool IsLost(Exception failure) => failure switch
    {
        PostgresException refused => refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.ReadOnlySqlTransaction
            || refused.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException } => true,
        _ => false,
    };

    /// <summary>
    /// The transaction was undone as a whole because of another that was quicker: a row moved to another partition, or a circle of waits.
    /// </summary>
    public static bool IsUndone(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>It answers questions and takes no changes.</summary>
    public static bool IsReadOnly(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    /// <summary>There is no partition for the row yet. PostgreSQL has no code of its own for this; the checks of the tables never fail.</summary>
    public static bool IsWithoutPartition(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.CheckViolation };
}
