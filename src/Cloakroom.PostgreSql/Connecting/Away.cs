using System.Net.Sockets;
using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>Tells a server that is away, and will be back, from one that answers and does not want this program as it is set up.</summary>
internal static class Away
{
    public static bool Is(Exception failure) => failure switch
    {
        PostgresException refused => refused.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ConnectionFailure,
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException or AggregateException } => true,
        _ => failure is TimeoutException or IOException or SocketException or OperationCanceledException or ObjectDisposedException,
    };

    /// <summary>Of several servers, what one that answered has said.</summary>
    public static Exception Cause(Exception failure) =>
        failure is NpgsqlException { InnerException: AggregateException all } ? all.InnerExceptions.FirstOrDefault(one => !Is(one)) ?? failure : failure;
}
