using System.Buffers;
using System.Collections.Concurrent;

namespace Cloakroom.Redis;

/// <summary>
/// The masters of a cluster. A call goes to the one that has its slot, and follows where it is sent. A master that is away fails the calls
/// for its own slots, at once, and leaves the others alone.
/// </summary>
internal sealed class ClusterServers : IServers
{
    // They could go round in a circle.
    private const int Redirections = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <summary>So long a master without slots is kept: it may just be getting some.</summary>
    private const long RetirementMilliseconds = 10_000;

    private readonly MasterParts _parts;
    private readonly CoarseClock _clock = new(TimeProvider.System);
    private readonly ConcurrentDictionary<(string Host, int Port), Master> _all = new();
    private readonly Master?[] _owners = new Master?[HashSlot.Count];
    private readonly ClusterKeeper _keeper;
    private Master[] _masters = [];

    public ClusterServers(MasterParts parts)
    {
        _parts = parts;
        _keeper = new ClusterKeeper(parts.Options, this);
    }

    public IReadOnlyList<Master> Masters => Volatile.Read(ref _masters);

    public async Task<Exception?> OpenAsync()
    {
        if (await _keeper.First is { } failure)
        {
            return failure;
        }

        Exception?[] failures = await Task.WhenAll(Masters.Select(m => m.OpenAsync()));
        return failures.OfType<StoreStartException>().FirstOrDefault() ?? failures.FirstOrDefault(f => f is not null);
    }

    public ValueTask<Reply> CallAsync(string key, ReadOnlySpan<byte> command, CancellationToken cancellationToken)
    {
        byte[] kept = ArrayPool<byte>.Shared.Rent(command.Length);
        command.CopyTo(kept);
        return RouteAsync(HashSlot.Of(key), kept, command.Length, cancellationToken);
    }

    public ValueTask<Reply> EndAsync(string key, byte[] command, CancellationToken cancellationToken) =>
        RouteAsync(HashSlot.Of(key), command, EndAsync, cancellationToken);

    /// <summary>Takes over who has which slots.</summary>
    public async Task ApplyAsync(SlotVote vote)
    {
        for (int slot = 0; slot < HashSlot.Count; slot++)
        {
            // Where nobody knows, the last that was known is asked, and says so.
            if (vote[slot] is { } at)
            {
                Volatile.Write(ref _owners[slot], At(at.Host, at.Port));
            }
        }

        Master[] owners = [.. _owners.OfType<Master>().Distinct()];
        Volatile.Write(ref _masters, owners);
        foreach (Master master in _all.Values.Except(owners))
        {
            if (_clock.Milliseconds - master.UsedAt > RetirementMilliseconds && _all.TryRemove(master.Address, out _))
            {
                await master.DisposeAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        foreach (Master master in _all.Values)
        {
            await master.DisposeAsync();
        }
    }

    private async ValueTask<Reply> RouteAsync(int slot, byte[] kept, int length, CancellationToken cancellationToken)
    {
        try
        {
            return await RouteAsync<ReadOnlyMemory<byte>>(slot, kept.AsMemory(0, length), SendAsync, cancellationToken);
        }
        finally
        {
            // Commands may hold secrets of the program.
            ArrayPool<byte>.Shared.Return(kept, clearArray: true);
        }
    }

    private async ValueTask<Reply> RouteAsync<T>(int slot, T command, Send<T> send, CancellationToken cancellationToken)
    {
        long end = _clock.Milliseconds + (long)_parts.Options.Deadline.TotalMilliseconds;
        Master master = Volatile.Read(ref _owners[slot]) ?? throw Lost();
        bool asking = false;
        for (int redirections = 0, pauses = 0; ;)
        {
            long left = redirections + pauses == 0 ? Timeout.Infinite : end - _clock.Milliseconds;
            Reply reply = await AskAsync(master, command, asking, send, left, cancellationToken);
            // Only words that say that nothing was done lead to another attempt.
            var redirect = Redirect.In(reply);
            if ((redirect is null ? pauses++ >= PausesAfter(reply) : redirections++ >= Redirections) || _clock.Milliseconds >= end)
            {
                return reply;
            }

            reply.Dispose();
            _keeper.Look();
            if (redirect is null)
            {
                await Task.Delay(Pause, cancellationToken);
            }

            asking = redirect is { IsAsk: true };
            master = redirect is null ? Volatile.Read(ref _owners[slot]) ?? throw Lost() : At(redirect.Host.Length > 0 ? redirect.Host : master.Address.Host, redirect.Port);
            if (redirect is { IsAsk: false })
            {
                Volatile.Write(ref _owners[slot], master);
            }
        }
    }

    // A slot that is being moved comes soon, and a cluster that is down is told soon.
    private static int PausesAfter(in Reply reply) =>
        !reply.IsError ? 0
        : reply.Error.StartsWith("TRYAGAIN", StringComparison.Ordinal) ? int.MaxValue
        : reply.Error.StartsWith("CLUSTERDOWN", StringComparison.Ordinal) ? 2 : 0;

    private async ValueTask<Reply> AskAsync<T>(Master master, T command, bool asking, Send<T> send, long left, CancellationToken cancellationToken)
    {
        master.UsedAt = _clock.Milliseconds;
        if (left == Timeout.Infinite && master.Calls.First.IsCompleted)
        {
            return await send(master, command, asking, cancellationToken);
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(left == Timeout.Infinite ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(Math.Max(left, 1)));
        try
        {
            // A node that was not known before is being dialled.
            await master.Calls.First.WaitAsync(bound.Token);
            return await send(master, command, asking, bound.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Throw.Overdue();
        }
    }

    private static ValueTask<Reply> SendAsync(Master master, ReadOnlyMemory<byte> command, bool asking, CancellationToken cancellationToken) =>
        master.Calls.CallAsync(command.Span, asking, cancellationToken);

    private static async ValueTask<Reply> EndAsync(Master master, byte[] command, bool asking, CancellationToken cancellationToken)
    {
        await master.Ends.Started.WaitAsync(cancellationToken);
        return await master.Ends.CallAsync(command, asking).WaitAsync(cancellationToken);
    }

    private Master At(string host, int port) =>
        _all.TryGetValue((host, port), out Master? known) ? known : Add((host, port));

    // Not GetOrAdd with a factory: that may make two, and each is two connections.
    private Master Add((string Host, int Port) address)
    {
        lock (_all)
        {
            return _all.GetOrAdd(address, a => new Master(_parts, a, _keeper.Look) { UsedAt = _clock.Milliseconds });
        }
    }

    private StoreUnavailableException Lost()
    {
        _keeper.Look();
        return Throw.NotConnected("no node of the cluster has said who serves this part of it.");
    }

    private delegate ValueTask<Reply> Send<in T>(Master master, T command, bool asking, CancellationToken cancellationToken);
}
