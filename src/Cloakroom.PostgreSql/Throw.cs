using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>What the store says when it cannot do its work.</summary>
internal static class Throw
{
    /// <summary>For a caller that must answer 503. Values never stand in these sentences, so no secret can.</summary>
    public static StoreUnavailableException Unavailable(Exception failure) => new(
        failure switch
        {
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => "PostgreSQL did not answer in time.",
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => "Somebody else holds a lock on the sessions in PostgreSQL.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "PostgreSQL is read-only.",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "PostgreSQL takes no more connections.",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "The disk of PostgreSQL is full.",
            PostgresException refused => $"PostgreSQL refused the call ({refused.SqlState}).",
            OperationCanceledException or TimeoutException => "PostgreSQL did not answer in time.",
            NpgsqlException { InnerException: TimeoutException } => "PostgreSQL did not answer in time.",
            ObjectDisposedException => "The store is closed.",
            StoreStartException => "PostgreSQL cannot be used as it is set up.",
            _ => "PostgreSQL cannot be reached.",
        },
        failure);

    /// <summary>It has not been reached since the start, or cannot be used.</summary>
    public static StoreUnavailableException NotOpened(Exception obstacle) => new(Unavailable(obstacle).Message, obstacle);

    public static StoreUnavailableException TooManyTouches() => new("Too many touches are waiting for PostgreSQL.");

    public static StoreUnavailableException Closed() => new("The store is closed.");
}
