using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>Connections of one kind, and new ones in their place when calls on them do not come back.</summary>
/// <remarks>
/// A call that runs is never cancelled from here, because the driver does that with a cancel request: it opens a connection for it and waits
/// until the server closes it, on the thread that cancels. A server that stands still takes the connection and never closes it, so a few
/// calls that are overdue hold as many threads of the process, and everybody waits for one, whatever their deadline. The server ends what
/// takes too long by itself (<c>statement_timeout</c>). What is not back a while after that is left to its connection.
/// </remarks>
internal sealed class Pool(Func<NpgsqlDataSource> make) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private NpgsqlDataSource _source = make();
    private Task _left = Task.CompletedTask;
    private bool _closed;

    public NpgsqlDataSource Source => Volatile.Read(ref _source);

    /// <summary>Runs a call on a connection, which is waited for no longer than the driver's timeout.</summary>
    /// <param name="call">Uses the connection, and does not keep it.</param>
    /// <param name="patience">When the connection counts as dead, as long as the call has not ended.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="TimeoutException">The connection counts as dead.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> call, TimeSpan patience, TimeProvider time)
    {
        NpgsqlDataSource source = Source;
        Task<T> running = HoldAsync(await source.OpenConnectionAsync(CancellationToken.None), call);
        try
        {
            return await running.WaitAsync(patience, time);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            Leave(source, running);
            throw;
        }
    }

    /// <summary>
    /// Begins with new connections where this call came from. Not again before it has ended: a server whose every answer takes too long must
    /// not be asked on more and more connections.
    /// </summary>
    public void Leave(NpgsqlDataSource source, Task call)
    {
        lock (_gate)
        {
            if (!_closed && ReferenceEquals(source, _source) && _left.IsCompleted)
            {
                source.Clear();
                Volatile.Write(ref _source, make());
                _left = call.ContinueWith(_ => source.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }

        // Nobody waits for it any more.
        _ = call.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
        }

        await Source.DisposeAsync();
    }

    private static async Task<T> HoldAsync<T>(NpgsqlConnection connection, Func<NpgsqlConnection, Task<T>> call)
    {
        await using (connection)
        {
            return await call(connection);
        }
    }
}
