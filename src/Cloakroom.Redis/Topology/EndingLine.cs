namespace Cloakroom.Redis;

/// <summary>
/// A line of its own for what ends sessions. An end that only the master knows is undone when the master dies; so where there are replicas,
/// WAIT asks whether one of them has it, before anybody is told that it is done. WAIT holds up what comes behind it, hence the separate
/// line, and one WAIT serves all ends that came while the last one was waited for.
/// </summary>
internal sealed class EndingLine : IAsyncDisposable
{
    private const int Capacity = 16_384;
    private static readonly byte[] AskReplicas = Command.Of("INFO", "replication");
    // Of the time for a call, so that the answer is in time.
    private const double ForReplicas = 0.8;

    private readonly Lock _gate = new();
    private readonly List<Ending> _waiting = [];
    private readonly RedisLine _line;
    private readonly int _replicas;
    private readonly long _patience;
    private bool _isRunning;

    /// <param name="options">How many replicas are to confirm, and how long they may take.</param>
    /// <param name="hooks">Where the master is, and how it is greeted.</param>
    public EndingLine(RedisStoreOptions options, LineHooks hooks)
    {
        _replicas = options.Replicas;
        _patience = Math.Max(1, (long)(options.Deadline * ForReplicas).TotalMilliseconds);
        _line = new RedisLine(options, hooks);
    }

    public Task Started => _line.First;

    public void Renew() => _line.Renew();

    public void Hurry((string Host, int Port) to) => _line.Hurry(to);

    /// <summary>The reply of the server, which is an error, or confirmed by replicas where there are any.</summary>
    /// <param name="command">Not to be changed by anybody any more.</param>
    /// <param name="asking">As in <see cref="RedisLine"/>.</param>
    /// <exception cref="StoreUnavailableException">It cannot be asked, or no replica has confirmed it in time.</exception>
    public Task<Reply> CallAsync(byte[] command, bool asking)
    {
        var ending = new Ending(command, asking);
        lock (_gate)
        {
            if (_waiting.Count >= Capacity)
            {
                return Task.FromException<Reply>(Throw.QueueFull());
            }

            _waiting.Add(ending);
            if (_isRunning)
            {
                return ending.Done.Task;
            }

            _isRunning = true;
        }

        _ = RunAsync();
        return ending.Done.Task;
    }

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private async Task RunAsync()
    {
        while (Take() is { Length: > 0 } batch)
        {
            Task<Reply>[] calls = [.. batch.Select(e => _line.CallAsync(e.Command, e.IsAsking, CancellationToken.None).AsTask())];
            StoreUnavailableException? doubt = await ConfirmAsync();
            for (int i = 0; i < batch.Length; i++)
            {
                await AnswerAsync(batch[i], calls[i], doubt);
            }
        }
    }

    private Ending[] Take()
    {
        lock (_gate)
        {
            Ending[] batch = [.. _waiting];
            _waiting.Clear();
            _isRunning = batch.Length > 0;
            return batch;
        }
    }

    // Null when everything sent before is where it is to be.
    private async Task<StoreUnavailableException?> ConfirmAsync()
    {
        try
        {
            using Reply reply = await _line.CallAsync(AskReplicas, CancellationToken.None);
            int wanted = reply.IsError ? throw Throw.Refused(reply.Error) : _replicas > 0 ? _replicas : Math.Min(1, new ServerInfo(reply).OnlineReplicas);
            if (wanted == 0)
            {
                return null;
            }

            using Reply confirmed = await _line.CallAsync(Command.Of("WAIT", $"{wanted}", $"{_patience}"), CancellationToken.None);
            return confirmed.IsError ? Throw.Refused(confirmed.Error) : confirmed.Number >= wanted ? null : Throw.Unconfirmed();
        }
        catch (StoreUnavailableException e)
        {
            return e;
        }
    }

    private static async Task AnswerAsync(Ending ending, Task<Reply> call, StoreUnavailableException? doubt)
    {
        try
        {
            Reply reply = await call;
            if (reply.IsError || doubt is null)
            {
                ending.Done.SetResult(reply);
                return;
            }

            reply.Dispose();
            ending.Done.SetException(doubt);
        }
        catch (StoreUnavailableException e)
        {
            ending.Done.SetException(e);
        }
    }

    private sealed record Ending(byte[] Command, bool IsAsking)
    {
        public TaskCompletionSource<Reply> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
