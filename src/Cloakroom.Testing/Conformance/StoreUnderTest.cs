namespace Cloakroom.Testing;

/// <summary>The store of one case, its clock, and the words in which the cases are written.</summary>
internal sealed class StoreUnderTest(StoreFixture fixture, CancellationToken bound) : IAsyncDisposable
{
    private ISessionStore? _store;

    public FakeClock Clock { get; private init; } = new();

    public CancellationToken Bound => bound;

    public ISessionStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    public async Task OpenAsync() => _store = await fixture.Open(Clock);

    public async Task<StoreUnderTest?> OpenAgainAsync() =>
        fixture.OpenAgain is { } open ? new StoreUnderTest(fixture, bound) { Clock = Clock, _store = await open(Clock) } : null;

    /// <summary>A record that no store knows; each a second younger than the one before, so that orders are clear.</summary>
    public Session Fresh(string userId = "ann", SessionOptions? options = null)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        return NewSession.For(userId, Clock, options) with { Digest = NewSession.Digest(Store, userId) };
    }

    public async Task<Session> LoggedIn(string userId = "ann", SessionOptions? options = null)
    {
        Session session = Fresh(userId, options);
        CreateOutcome outcome = await Create(session);
        Expect.Equal(Applied.Done, outcome.Applied, "Create of a new digest");
        Expect.That(outcome.Ended is { Count: 0 }, "A create below the limit ended other sessions.");
        return session;
    }

    public async Task<Session[]> LoggedIn(int count, string userId = "ann")
    {
        var sessions = new Session[count];
        for (int i = 0; i < count; i++)
        {
            sessions[i] = await LoggedIn(userId);
        }

        return sessions;
    }

    public async Task<StoredSession> Find(SessionDigest digest) => await Store.FindAsync(digest, bound);

    public async Task<CreateOutcome> Create(Session session, int limit = 100) => await Store.CreateAsync(new(session, limit), bound);

    public async Task<Applied> Replace(SessionDigest old, Session session) => await Store.ReplaceAsync(new(old, session), bound);

    public async Task<Applied> Update(Session session) => await Store.UpdateAsync(new(session), bound);

    public async Task<Applied> Touch(SessionDigest digest, DateTimeOffset seen) => await Store.TouchAsync(new(digest, seen), bound);

    public async Task<Applied> Delete(SessionDigest digest, EndReason why = EndReason.LoggedOut) => await Store.DeleteAsync(new(digest, why), bound);

    public async Task<IReadOnlyList<Session>> List(string userId = "ann") => await Store.ListAsync(userId, bound);

    public async Task<IReadOnlyList<SessionDigest>> DeleteUser(string userId = "ann", SessionDigest? except = null, EndReason why = EndReason.Revoked) =>
        await Store.DeleteUserAsync(new(userId, except, why), bound);

    /// <summary>Ends the user's sessions at this moment, also for logins under way.</summary>
    public Task<IReadOnlyList<SessionDigest>> DeleteUserNow(SessionDigest? except = null) => DeleteUserAt(Clock.GetUtcNow(), except);

    public async Task<IReadOnlyList<SessionDigest>> DeleteUserAt(DateTimeOffset at, SessionDigest? except = null) =>
        await Store.DeleteUserAsync(new("ann", except, EndReason.Revoked) { At = at }, bound);

    public async Task<int> Sweep(int limit = 1000) => await Store.SweepAsync(Clock.GetUtcNow(), limit, bound);

    public async Task ExpectLive(Session session)
    {
        StoredSession found = await Find(session.Digest);
        Expect.Equal(session, found.Session, "The stored record");
        Expect.Equal(null, found.Ended, "The end of a live session");
    }

    public async Task ExpectEnded(SessionDigest digest, EndReason why)
    {
        StoredSession found = await Find(digest);
        Expect.Equal(null, found.Session, "The record of an ended session");
        Expect.Equal(why, found.Ended, "The tombstone");
    }

    public async Task ExpectAbsent(SessionDigest digest) => Expect.Equal(StoredSession.Absent, await Find(digest), "What is known of an unknown digest");

    /// <summary>Starts all at the same moment, on as many threads as there are.</summary>
    public static async Task<T[]> AtOnce<T>(int count, Func<int, Task<T>> act)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<T>[] tasks = [.. Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await act(i);
        }))];
        start.SetResult();
        return await Task.WhenAll(tasks);
    }

    public async ValueTask DisposeAsync()
    {
        switch (_store)
        {
            case IAsyncDisposable store:
                await store.DisposeAsync();
                break;
            case IDisposable store:
                store.Dispose();
                break;
        }
    }
}
