using System.Globalization;

namespace Cloakroom.Bench.Stores;

/// <summary>A store of Cloakroom, as a program has it: behind the engine and its near cache.</summary>
internal sealed class OurStore(string name, Func<TimeSpan, ISessionStore> open, IStoreServer server, DateTimeOffset start) : IContender
{
    private readonly SessionOptions _options = new();
    private ISessionStore? _store;
    private volatile bool _isExpiring;
    private SessionEngine? _engine;
    private SessionId[] _ids = [];

    public string Name => name;

    public async Task FillAsync(int sessions)
    {
        // Filling is a load that no deadline was made for.
        ISessionStore filling = open(TimeSpan.FromSeconds(10));
        _ids = new SessionId[sessions];
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, 128).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < sessions; i = Interlocked.Increment(ref next))
            {
                await CreateAsync(filling, i);
            }
        })));
        await CloseAsync(filling);
        await server.FilledAsync();
        _store = open(TimeSpan.FromMilliseconds(250));
        _engine = new SessionEngine(_store, _options, TimeProvider.System);
    }

    public async Task LookUpAsync(int session)
    {
        StoredSession found = await Store().FindAsync(_ids[session].DigestFor(Store()), CancellationToken.None);
        // Redis is told to forget any half of the users, not the half that nobody asks for.
        if (found.Session is null && !_isExpiring)
        {
            throw new InvalidOperationException("A session is missing.");
        }
    }

    public async Task<bool> RecognizeAsync(int session) =>
        await Engine().AuthenticateAsync(_ids[session], isSafe: true, CancellationToken.None) switch
        {
            Decision.Valid => true,
            Decision.Unavailable => false,
            _ => throw new InvalidOperationException("A live session is not recognised."),
        };

    public Task<int?> CountConnectionsAsync() => server.CountConnectionsAsync();

    public Task ExpireAsync()
    {
        _isExpiring = true;
        return server.ExpireAsync(Store(), Clock.AfterTheFirstHalf(start));
    }

    public Task<long?> WrittenAheadAsync() => server.WrittenAheadAsync();

    public Task<long> SizeAsync() => server.SizeAsync();

    public bool Freeze(bool frozen) => server.Freeze(frozen);

    public async ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        if (_store is not null)
        {
            await CloseAsync(_store);
        }
    }

    private async Task CreateAsync(ISessionStore store, int i)
    {
        string user = i.ToString(CultureInfo.InvariantCulture);
        _ids[i] = SessionId.CreateFor(store, user);
        var session = new Session
        {
            Digest = _ids[i].DigestFor(store),
            Handle = SessionHandle.Create(),
            User = new SessionUser(user) { Email = $"person{i}@example.com", Roles = ["user"] },
            AuthenticationMethods = ["pwd"],
            Device = "Firefox on Linux",
            CreatedAt = start,
            AuthenticatedAt = start,
            LastSeenAt = TimeProvider.System.GetUtcNow(),
            ExpiresAt = Clock.ExpiryOf(i, start),
            IdleTimeout = TimeSpan.FromHours(24),
        };
        CreateOutcome outcome = await store.CreateAsync(new(session, LimitPerUser: 100), CancellationToken.None);
        if (outcome.Applied != Applied.Done)
        {
            throw new InvalidOperationException($"A new session was not taken: {outcome.Applied}.");
        }
    }

    private ISessionStore Store() => _store ?? throw new InvalidOperationException("Fill it first.");

    private SessionEngine Engine() => _engine ?? throw new InvalidOperationException("Fill it first.");

    private static async Task CloseAsync(ISessionStore store)
    {
        switch (store)
        {
            case IAsyncDisposable closing:
                await closing.DisposeAsync();
                break;
            case IDisposable closing:
                closing.Dispose();
                break;
        }
    }
}

/// <summary>What is behind a store.</summary>
internal interface IStoreServer
{
    /// <summary>The sessions are in.</summary>
    Task FilledAsync();

    Task<int?> CountConnectionsAsync();

    Task ExpireAsync(ISessionStore store, DateTimeOffset now);

    Task<long?> WrittenAheadAsync();

    Task<long> SizeAsync();

    bool Freeze(bool frozen);
}
