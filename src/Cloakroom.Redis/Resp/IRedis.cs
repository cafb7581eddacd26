namespace Cloakroom.Redis;

/// <summary>
/// All that the store asks of a client for Redis: send one command, get its reply. Whoever wants another client writes this one interface
/// (docs/decisions/0061).
/// </summary>
internal interface IRedis : IAsyncDisposable
{
    /// <summary>
    /// Sends a command as <see cref="RespWriter"/> wrote it; the bytes may be used again when this returns. An error of the server is a
    /// reply, not an exception. Whoever gets the reply disposes of it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// There is no connection, too much waits already, or the deadline has passed. Whether the command was carried out is then unknown.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller stopped waiting; the reply is read and dropped when it comes.</exception>
    ValueTask<Reply> CallAsync(ReadOnlySpan<byte> command, CancellationToken cancellationToken);
}
