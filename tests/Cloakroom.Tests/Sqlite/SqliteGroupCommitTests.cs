using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

/// <summary>While another connection holds the lock, writes gather; when it lets go, they are committed together.</summary>
public sealed class SqliteGroupCommitTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly SqliteSessionStore _store;
    private readonly Connection _other;

    public SqliteGroupCommitTests()
    {
        _store = _folder.Open(new SqliteStoreOptions(_folder.File) { BusyBudget = TimeSpan.FromSeconds(10) });
        _other = _folder.Raw();
    }

    private DateTimeOffset Now => _folder.Clock.Now;

    public async ValueTask DisposeAsync()
    {
        _other.Dispose();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task Logins_that_wait_share_a_commit()
    {
        _other.Execute("BEGIN IMMEDIATE");
        Task<Session>[] logins = [.. Enumerable.Range(0, 200).Select(i => _store.AddAsync(Now, "user " + i))];
        _other.Execute("ROLLBACK");
        Session[] sessions = await Task.WhenAll(logins);

        // The writer may have set out with the first few.
        Assert.InRange(_store.Parts.Metrics.Commits, 1, 2);
        Assert.Equal(200, _store.Parts.Metrics.Writes);
        Assert.All(sessions, s => Assert.Equal(s, Found(s)));
    }

    [Fact]
    public async Task Write_that_fails_takes_no_other_down_and_leaves_nothing_behind()
    {
        _other.Execute("BEGIN IMMEDIATE");
        Task<Session> before = _store.AddAsync(Now, "before");
        Session halfDone = Login(Now);
        Task failing = _store.Parts.Writer.RunAsync<int>(
            WriteKind.Ordinary,
            1,
            tables =>
            {
                tables.Sessions.Add(halfDone);
                throw new InvalidOperationException("half done");
            },
            Stop).AsTask();
        Task tooLong = _store.AddAsync(Now, new string('x', 300));
        Task<Session> after = _store.AddAsync(Now, "after");
        _other.Execute("ROLLBACK");

        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await Assert.ThrowsAsync<ArgumentException>(() => tooLong);
        Assert.NotNull(Found(await before));
        Assert.NotNull(Found(await after));
        Assert.Null(Found(halfDone));
        Assert.Equal(2, _other.AskNumber("SELECT count(*) FROM cloakroom_session"));
    }

    [Fact]
    public async Task Each_caller_gets_the_answer_to_its_own_write()
    {
        Session[] mine = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _store.AddAsync(Now, "user " + i)));
        using var gone = new CancellationTokenSource();
        _other.Execute("BEGIN IMMEDIATE");
        Task<Applied>[] left = [.. mine.Take(5).Select(s => EndAsync(s, gone.Token))];
        Task<IReadOnlyList<SessionDigest>>[] stay = [.. mine.Skip(5).Select(s => EndAllAsync(s.UserId))];
        await gone.CancelAsync();
        foreach (Task<Applied> caller in left)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
        }

        _other.Execute("ROLLBACK");
        IReadOnlyList<SessionDigest>[] answers = await Task.WhenAll(stay);
        Assert.Equal(mine.Skip(5).Select(s => s.Digest), answers.Select(a => Assert.Single(a)));
        Assert.All(mine, s => Assert.Null(Found(s)));
    }

    [Fact]
    public async Task Touches_alone_cost_no_durable_commit()
    {
        Session session = await _store.AddAsync(Now);
        long commits = _store.Parts.Metrics.Commits;
        for (int i = 1; i <= 10; i++)
        {
            await _store.TouchAsync(new SessionChange.Touch(session.Digest, Now.AddMinutes(i)), Stop);
        }

        Assert.Equal(commits, _store.Parts.Metrics.Commits);
        Assert.Equal(Now.AddMinutes(10), Found(session)?.LastSeenAt);
    }

    private Session? Found(Session session)
    {
        using var metrics = new StoreMetrics(() => true);
        using Connection db = _folder.Raw();
        return new SessionQuery(db, metrics).Find(session.Digest).Session;
    }

    private async Task<Applied> EndAsync(Session session, CancellationToken gone) =>
        await _store.DeleteAsync(new SessionChange.Destroy(session.Digest, EndReason.LoggedOut), gone);

    private async Task<IReadOnlyList<SessionDigest>> EndAllAsync(string user) =>
        await _store.DeleteUserAsync(new SessionChange.DestroyAll(user, null, EndReason.LoggedOut), Stop);
}
