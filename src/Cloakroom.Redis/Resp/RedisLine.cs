using System.Security.Cryptography;

namespace Cloakroom.Redis;

/// <summary>
/// A connection that comes back: dials, greets, and after a loss dials again, at most every 250 ms and at random times up to 750 ms, so
/// that many nodes do not come all at once. Meanwhile calls fail at once; nothing is kept for later.
/// </summary>
internal sealed class RedisLine : IRedis
{
    private const int RestMilliseconds = 250;
    private const int JitterMilliseconds = 500;
    private static readonly TimeSpan DialTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromMilliseconds(25);

    private readonly RedisStoreOptions _options;
    private readonly RespLimits _limits;
    private readonly CoarseClock _clock;
    private readonly LineHooks _hooks;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<Exception?> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _expiry;
    private readonly Task _keeping;
    private CancellationTokenSource _waiting = new();
    private Connection? _connection;
    private string _trouble = "it is being made.";

    /// <param name="options">Where Redis is.</param>
    /// <param name="hooks">What the owner wants to do or know.</param>
    /// <remarks>Real time, whatever the clock of the store: the network knows no other, and a clock that is moved must not break a line.</remarks>
    public RedisLine(RedisStoreOptions options, LineHooks? hooks = null)
    {
        TimeProvider time = TimeProvider.System;
        (_options, _clock, _hooks) = (options, new CoarseClock(time), hooks ?? new LineHooks());
        // The check comes every 25 ms: the answer shall still be in time.
        _limits = RespLimits.Default with { Deadline = options.Deadline > 2 * ExpiryPeriod ? options.Deadline - ExpiryPeriod : options.Deadline };
        _expiry = time.CreateTimer(_ => Volatile.Read(ref _connection)?.Expire(), null, ExpiryPeriod, ExpiryPeriod);
        _keeping = Task.Run(KeepAsync);
    }

    /// <summary>What came of the first attempt: null when it stands, otherwise why not.</summary>
    public Task<Exception?> First => _first.Task;

    /// <summary>Whether it stands and is answered.</summary>
    public bool IsConnected => Volatile.Read(ref _connection) is { Broken: null, IsSilent: false };

    public ValueTask<Reply> CallAsync(ReadOnlySpan<byte> command, CancellationToken cancellationToken) =>
        CallAsync(command, asking: false, cancellationToken);

    /// <summary>As <see cref="IRedis.CallAsync"/>, perhaps with ASKING before it (<see cref="Connection"/>).</summary>
    public ValueTask<Reply> CallAsync(ReadOnlySpan<byte> command, bool asking, CancellationToken cancellationToken) =>
        Volatile.Read(ref _connection) is { } connection
            ? connection.CallAsync(command, asking, cancellationToken)
            : ValueTask.FromException<Reply>(Throw.NotConnected(Volatile.Read(ref _trouble)));

    /// <summary>Drops the connection, so that a new one is made and greeted.</summary>
    public void Renew() => Volatile.Read(ref _connection)?.Break(Throw.Lost(inner: null));

    /// <summary>Drops the connection and dials again now: it has become known that this server is in charge.</summary>
    public void Hurry((string Host, int Port) to)
    {
        // Several sentinels tell the same.
        if (Volatile.Read(ref _connection) is { Broken: null } connection && connection.Peer == to)
        {
            return;
        }

        CancellationTokenSource waiting = Interlocked.Exchange(ref _waiting, new CancellationTokenSource());
        Renew();
        waiting.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _keeping;
        await _expiry.DisposeAsync();
        _closing.Dispose();
    }

    private async Task KeepAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, Volatile.Read(ref _waiting).Token);
            try
            {
                await using Connection connection = await DialAsync(bound.Token);
                Volatile.Write(ref _connection, connection);
                _first.TrySetResult(null);
                await connection.Closed.WaitAsync(_closing.Token);
                Trouble(connection.Broken);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever it was: the line must go on trying.
                Trouble(_closing.IsCancellationRequested ? Throw.Closed() : e as StoreStartException ?? e as StoreUnavailableException ?? (Exception)Throw.Lost(e));
                _first.TrySetResult(e);
            }
            finally
            {
                Volatile.Write(ref _connection, null);
                _hooks.Lost();
            }

            await RestAsync(bound.Token);
        }

        _first.TrySetResult(Throw.Closed());
    }

    private void Trouble(Exception? why) => Volatile.Write(ref _trouble, why?.Message ?? "it was lost.");

    private static async Task RestAsync(CancellationToken until)
    {
        var rest = TimeSpan.FromMilliseconds(RestMilliseconds + RandomNumberGenerator.GetInt32(JitterMilliseconds + 1));
        await Task.Delay(rest, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // The first host that is no replica.
    private async Task<Connection> DialAsync(CancellationToken until)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(until);
        bound.CancelAfter(_options.Deadline > DialTime ? _options.Deadline : DialTime);
        Exception? why = null;
        foreach ((string, int) host in _hooks.Hosts is { } find ? await find(bound.Token) : _options.Address.Hosts)
        {
            try
            {
                return await DialAsync(host, until);
            }
            catch (Exception e) when (e is StoreUnavailableException or StoreStartException)
            {
                why = e;
            }
        }

        throw why ?? Throw.NotConnected("the address names no host.");
    }

    private async Task<Connection> DialAsync((string Host, int Port) host, CancellationToken until)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(until);
        bound.CancelAfter(_options.Deadline > DialTime ? _options.Deadline : DialTime);
        Stream stream = await Dialing.OpenAsync(_options, host, bound.Token);
        var connection = new Connection(stream, _limits, _clock, _hooks.Pushed) { Peer = host };
        try
        {
            await (_hooks.Greet is { } greet ? greet(connection, bound.Token) : Greeting.RunAsync(connection, _options.Address, bound.Token));
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            throw e is OperationCanceledException ? Throw.NotConnected("it did not come about in time.") : e;
        }
    }
}

/// <summary>What the owner of a line wants to do or know.</summary>
internal sealed record LineHooks
{
    /// <summary>Where to dial, in this order; null for the hosts of the address.</summary>
    public Func<CancellationToken, ValueTask<IReadOnlyList<(string Host, int Port)>>>? Hosts { get; init; }

    /// <summary>Runs on every new connection before anybody else may use it; null for <see cref="Greeting.RunAsync"/> alone.</summary>
    public Func<Connection, CancellationToken, Task>? Greet { get; init; }

    /// <summary>Gets the push messages.</summary>
    public Action<Reply>? Pushed { get; init; }

    /// <summary>The connection is gone, or could not be made.</summary>
    public Action Lost { get; init; } = () => { };
}
