using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>
/// The connection that listens, and does nothing else: kept up, and set up again when it is lost. It tells of every line in the order of
/// the commits, and of every time that it begins to listen, because changes may have been missed before.
/// </summary>
internal sealed class PushLine : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Piece = TimeSpan.FromSeconds(1);

    // For connecting, which the driver ends after a second for each server, and for the first two answers.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Database _database;
    private readonly Names _names;
    private readonly Opening _opening;
    private readonly StoreWatch _watch;
    private readonly Action<string> _heard;
    private readonly Action<bool> _listening;
    private readonly Task _running;
    private CancellationTokenSource? _connected;

    /// <param name="database">Where to listen.</param>
    /// <param name="names">The channel.</param>
    /// <param name="opening">Done on the first connection, where the server was away at the start.</param>
    /// <param name="watch">Looks at every server that is connected to.</param>
    /// <param name="heard">Takes every line.</param>
    /// <param name="listening">Told when the line is up, and when it is down.</param>
    public PushLine(Database database, Names names, Opening opening, StoreWatch watch, Action<string> heard, Action<bool> listening)
    {
        (_database, _names, _opening, _watch, _heard, _listening) = (database, names, opening, watch, heard, listening);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Ends with the first attempt to listen, whatever came of it.</summary>
    public Task First => _first.Task;

    /// <summary>Begins anew: nothing comes through although it looks connected.</summary>
    public void Reset()
    {
        if (Volatile.Read(ref _connected) is { } connected)
        {
            _ = CancelAsync(connected);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CancelAsync(_closing);
        await _running;
        _closing.Dispose();
    }

    // The driver's own part in it fails where the connection has just ended by itself; so does the source, with the line.
    private static async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync();
        }
        catch (Exception ended) when (ended is ObjectDisposedException or AggregateException)
        {
            // What was to end has ended.
        }
    }

    private async Task RunAsync()
    {
        TimeSpan pause = FirstPause;
        while (!_closing.IsCancellationRequested)
        {
            using var connected = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            NpgsqlDataSource source = _database.Side.Source;
            var begun = new TaskCompletionSource();
            Task line = LineAsync(source, begun, connected.Token);
            try
            {
                await Task.WhenAny(line, begun.Task).WaitAsync(_opening.IsDone ? Patience : Opening.Patience);
                Volatile.Write(ref _connected, connected);
                pause = begun.Task.IsCompleted ? FirstPause : pause;
                await line;
            }
            catch (TimeoutException silent) when (!line.IsCompleted)
            {
                Lost(silent);
                await CancelAsync(connected);
                _database.Side.Leave(source, line);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Lost(failure);
            }
            finally
            {
                Volatile.Write(ref _connected, null);
                _listening(false);
                _first.TrySetResult();
            }

            // The connections of the pool lead to the same server.
            _database.Forget();
            await Task.Delay(pause, _closing.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Lost(Exception failure)
    {
        _opening.Failed(failure);
        _watch.Lost(failure);
    }

    /// <param name="source">Of the connection.</param>
    /// <param name="begun">Set when it listens.</param>
    /// <param name="cancellationToken">
    /// Ends it, but not while the server is asked: the driver would wait for the server then (<see cref="Pool"/>).
    /// </param>
    private async Task LineAsync(NpgsqlDataSource source, TaskCompletionSource begun, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await _opening.RunAsync(connection);
        connection.Notification += (_, told) => _heard(told.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN \"{_names.Channel}\"", connection))
        {
            await listen.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await _watch.LookAsync(connection);
        cancellationToken.ThrowIfCancellationRequested();
        _watch.Found();
        _listening(true);
        _first.TrySetResult();
        begun.TrySetResult();
        while (true)
        {
            // The driver forgets a cancellation that comes just before it begins to wait; so it waits in pieces.
            cancellationToken.ThrowIfCancellationRequested();
            await connection.WaitAsync(Piece, cancellationToken);
        }
    }
}
