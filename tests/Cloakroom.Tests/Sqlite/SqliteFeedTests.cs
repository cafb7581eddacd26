using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

public sealed class SqliteFeedTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly SqliteSessionStore _here;
    private readonly SqliteSessionStore _there;
    private readonly Heard _heard = new();

    public SqliteFeedTests()
    {
        (_here, _there) = (_folder.Open(), _folder.Open());
        _here.Observe(_heard);
    }

    private DateTimeOffset Now => _folder.Clock.Now;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Changes_of_another_store_are_reported_once_and_in_order()
    {
        Session a = await _there.AddAsync(Now), b = await _there.AddAsync(Now), c = await _there.AddAsync(Now);
        await _there.UpdateAsync(new SessionChange.Update(a), Stop);
        await _there.ReplaceAsync(new SessionChange.Replace(b.Digest, Login(Now)), Stop);
        await _there.EndAsync(c);

        Assert.True(await _here.RefreshAsync(Stop));
        Assert.Equal([a.Digest, b.Digest, c.Digest], _heard.Take());
        Assert.True(await _here.RefreshAsync(Stop));
        Assert.Empty(_heard.Take());
    }

    [Fact]
    public async Task Every_session_that_a_limit_or_a_user_wide_logout_ended_is_reported()
    {
        Session first = await _there.AddAsync(Now), second = await _there.AddAsync(Now);
        await _there.CreateAsync(new SessionChange.Create(Login(Now), 2), Stop);
        await _there.DeleteUserAsync(new SessionChange.DestroyAll("42", null, EndReason.Revoked), Stop);
        await _here.RefreshAsync(Stop);
        List<SessionDigest> heard = _heard.Take();
        Assert.Equal(first.Digest, heard[0]);
        Assert.Contains(second.Digest, heard);
        Assert.Equal(3, heard.Count);
    }

    [Fact]
    public async Task Logins_touches_and_tables_of_the_application_are_no_news()
    {
        Session session = await _there.AddAsync(Now);
        await _there.TouchAsync(new SessionChange.Touch(session.Digest, Now.AddMinutes(1)), Stop);
        await _there.PutAsync(session, "cart", [1]);
        using (Connection application = _folder.Raw())
        {
            application.Execute("CREATE TABLE users(name TEXT); INSERT INTO users VALUES('x')");
        }

        Assert.True(await _here.RefreshAsync(Stop));
        Assert.Empty(_heard.Take());
        Assert.Equal(0, _heard.TimesMissed);
    }

    [Fact]
    public async Task Freshness_ends_with_the_lease_and_returns_with_the_next_question()
    {
        Assert.False(_here.IsFresh);
        Assert.True(await _here.RefreshAsync(Stop));
        Assert.True(_here.IsFresh);
        _folder.Clock.Advance(ISessionChangeFeed.Lease - TimeSpan.FromMilliseconds(1));
        Assert.False(_here.IsFresh);
        Assert.True(await _here.RefreshAsync(Stop));
        Assert.True(_here.IsFresh);
    }

    [Theory]
    [InlineData("DELETE FROM cloakroom_change WHERE seq < 4")]
    [InlineData("DELETE FROM cloakroom_change WHERE seq > 1")]
    [InlineData("DELETE FROM cloakroom_change")]
    public async Task Gap_in_the_log_puts_everything_in_doubt(string loss)
    {
        await ChangeAsync(2);
        await _here.RefreshAsync(Stop);
        _heard.Take();
        await ChangeAsync(2);
        using (Connection db = _folder.Raw())
        {
            db.Execute(loss);
        }

        Assert.True(await _here.RefreshAsync(Stop));
        Assert.Equal(1, _heard.TimesMissed);

        Session after = await _there.AddAsync(Now);
        await _there.EndAsync(after);
        await _here.RefreshAsync(Stop);
        Assert.Equal([after.Digest], _heard.Take());
        Assert.Equal(1, _heard.TimesMissed);
    }

    [Fact]
    public async Task Log_is_kept_short_and_who_fell_behind_is_told()
    {
        await ChangeAsync(1);
        await _here.RefreshAsync(Stop);
        using (Connection db = _folder.Raw())
        {
            // As if many changes had been made since.
            db.Execute($"INSERT INTO cloakroom_change(seq, digest) SELECT {ChangeLog.Kept * 2 - 1}, digest FROM cloakroom_change");
        }

        await ChangeAsync(1);
        using (Connection db = _folder.Raw())
        {
            Assert.Equal(2, db.AskNumber("SELECT count(*) FROM cloakroom_change"));
        }

        await _here.RefreshAsync(Stop);
        Assert.Equal(1, _heard.TimesMissed);
    }

    [Fact]
    public async Task Many_who_ask_at_once_are_all_answered()
    {
        bool[] fresh = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => _here.RefreshAsync(Stop).AsTask(), Stop)));
        Assert.All(fresh, Assert.True);
    }

    private async Task ChangeAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            await _there.EndAsync(await _there.AddAsync(Now));
        }
    }

    private sealed class Heard : ISessionChangeObserver
    {
        private readonly List<SessionDigest> _changed = [];

        public int TimesMissed { get; private set; }

        public void Changed(SessionDigest digest) => _changed.Add(digest);

        public void Missed() => TimesMissed++;

        public List<SessionDigest> Take()
        {
            List<SessionDigest> taken = [.. _changed];
            _changed.Clear();
            return taken;
        }
    }
}
