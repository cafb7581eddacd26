using Cloakroom.PostgreSql;
using Cloakroom.Testing;
using Cloakroom.Tests.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.PostgreSql;

public sealed class PostgreSqlFeedTests(SharedPostgres shared)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Changes_come_without_asking()
    {
        (PostgreSqlSessionStore here, PostgreSqlSessionStore there) = await OpenTwoAsync();
        await using (here)
        await using (there)
        {
            var told = new Told();
            there.Observe(told);
            Session changed = await here.AddAsync(Now), ended = await here.AddAsync(Now);
            Assert.Equal(Applied.Done, await here.UpdateAsync(new(changed), Stop));
            Assert.Equal(Applied.Done, await here.EndAsync(ended));
            await Until.TrueAsync(() => told.Has(changed.Digest) && told.End(ended.Digest) is not null);
            Assert.Equal((EndReason.LoggedOut, ended.ExpiresAt.ToUnixTimeMilliseconds()), (told.End(ended.Digest)?.Why, told.End(ended.Digest)?.Expires.ToUnixTimeMilliseconds()));
            Assert.Equal(0, told.Misses);
        }
    }

    [Fact]
    public async Task Sessions_that_end_together_are_told_one_by_one()
    {
        (PostgreSqlSessionStore here, PostgreSqlSessionStore there) = await OpenTwoAsync();
        await using (here)
        await using (there)
        {
            var told = new Told();
            there.Observe(told);
            Session[] sessions = [await here.AddAsync(Now), await here.AddAsync(Now), await here.AddAsync(Now)];
            await here.DeleteUserAsync(new("42", sessions[1].Digest, EndReason.Revoked), Stop);
            Assert.True(await there.RefreshAsync(Stop));
            Assert.Equal([EndReason.Revoked, null, EndReason.Revoked], sessions.Select(s => told.End(s.Digest)?.Why));
        }
    }

    [Fact]
    public async Task What_was_acknowledged_before_a_refresh_has_been_told_after_it()
    {
        (PostgreSqlSessionStore here, PostgreSqlSessionStore there) = await OpenTwoAsync();
        await using (here)
        await using (there)
        {
            var told = new Told();
            there.Observe(told);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
            {
                for (int round = 0; round < 25; round++)
                {
                    Session session = await here.AddAsync(Now, $"user {writer}");
                    Assert.Equal(Applied.Done, await here.EndAsync(session));
                    // One that began before the end may be under way; the one after it did not.
                    await there.RefreshAsync(Stop);
                    Assert.True(await there.RefreshAsync(Stop));
                    Assert.Equal(EndReason.LoggedOut, told.End(session.Digest)?.Why);
                }
            }));
        }
    }

    [Fact]
    public async Task The_lease_ends_without_a_sign_of_life()
    {
        var clock = new FakeClock();
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(
            SharedPostgres.Options(await shared.ServerAsync(), SharedPostgres.NewSchema()), clock);
        Assert.False(store.IsFresh);
        Assert.True(await store.RefreshAsync(Stop));
        Assert.True(store.IsFresh);
        clock.Advance(ISessionChangeFeed.Lease);
        Assert.False(store.IsFresh);
        Assert.True(await store.RefreshAsync(Stop));
    }

    [Fact]
    public async Task A_line_that_was_cut_is_set_up_again_and_everything_is_in_doubt()
    {
        PostgresProcess server = await shared.ServerAsync();
        string schema = SharedPostgres.NewSchema();
        PostgreSqlStoreOptions options = SharedPostgres.Options(server, schema, $"?application_name={schema}");
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(options, TimeProvider.System);
        var told = new Told();
        store.Observe(told);
        Assert.True(await store.RefreshAsync(Stop));
        await server.AskAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{schema}'");
        await Until.TrueAsync(() => told.Misses > 0);
        await Until.TrueAsync(async () => await store.RefreshAsync(Stop));
        Session session = await Until.AnsweredAsync(async () => await store.AddAsync(Now));
        await Until.AnsweredAsync(async () => await store.EndAsync(session));
        Assert.True(await store.RefreshAsync(Stop));
        Assert.NotNull(told.End(session.Digest));
        Assert.Equal(1, store.Generation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("c 00")]
    [InlineData("c zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e 0000000000000000000000000000000000000000000000000000000000000000 1")]
    [InlineData("e 0000000000000000000000000000000000000000000000000000000000000000 1 -5")]
    [InlineData("e 0000000000000000000000000000000000000000000000000000000000000000 1 99999999999999999")]
    public void A_line_that_nobody_understands_is_none(string line) => Assert.Null(Notice.Read(line));

    [Fact]
    public async Task A_line_that_nobody_understands_puts_everything_in_doubt()
    {
        PostgresProcess server = await shared.ServerAsync();
        PostgreSqlStoreOptions options = SharedPostgres.Options(server, SharedPostgres.NewSchema());
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(options, TimeProvider.System);
        var told = new Told();
        store.Observe(told);
        await server.AskAsync($"SELECT pg_notify('{options.Schema}_change', 'of a later version')");
        await Until.TrueAsync(() => told.Misses > 0);
    }

    [Fact]
    public void A_reason_of_a_later_version_counts_as_revoked() => Assert.Equal(
        EndReason.Revoked, Assert.IsType<Notice.Ended>(Notice.Read($"e {new string('0', 64)} 77 1000")).Why);

    private async Task<(PostgreSqlSessionStore Here, PostgreSqlSessionStore There)> OpenTwoAsync()
    {
        PostgreSqlStoreOptions options = SharedPostgres.Options(await shared.ServerAsync(), SharedPostgres.NewSchema());
        return (PostgreSqlSessionStore.Open(options, TimeProvider.System), PostgreSqlSessionStore.Open(options, TimeProvider.System));
    }
}
