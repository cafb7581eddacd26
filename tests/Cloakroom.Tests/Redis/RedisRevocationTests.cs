using Cloakroom.Redis;
using Cloakroom.Testing;
using static Cloakroom.Tests.Redis.RedisCalls;

namespace Cloakroom.Tests.Redis;

/// <summary>When the end of a session counts as done, and who hears of it when it cannot be stored.</summary>
public sealed class RedisRevocationTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly SessionOptions Options = new();

    [Fact]
    public async Task With_a_replica_that_lags_no_end_counts_as_done_and_no_repetition_of_it()
    {
        await using RedisProcess master = await RedisProcess.StartAsync("--repl-diskless-sync-delay", "0");
        await using FaultProxy link = FaultProxy.Start("127.0.0.1", master.Port);
        await using RedisProcess replica = await RedisProcess.StartAsync("--replicaof", $"127.0.0.1 {link.Port}");
        await Condition.HoldsAsync(Bound, async () => (await master.CliAsync("INFO", "replication")).Contains("state=online", StringComparison.Ordinal));
        await using RedisSessionStore store = Open(master.Address, o => o.Deadline = TimeSpan.FromSeconds(1));
        MintedSession first = await MintAsync(store, "ann"), second = await MintAsync(store, "ann");
        Assert.Equal(Applied.Done, await store.DeleteAsync(new(first.Session.Digest, EndReason.LoggedOut), Stop));
        Assert.Equal("1", await master.CliAsync("WAIT", "1", "5000"));

        link.Freeze();
        for (int attempt = 0; attempt < 3; attempt++)
        {
            await RefusedAsync("No replica of Redis has confirmed", () => store.DeleteAsync(new(second.Session.Digest, EndReason.LoggedOut), Stop).AsTask());
        }

        await RefusedAsync("No replica of Redis has confirmed", () => store.DeleteUserAsync(new("ann", null, EndReason.Revoked) { At = TimeProvider.System.GetUtcNow() }, Stop).AsTask());

        // What would have been undone: the replica has not heard of it.
        master.Kill();
        Assert.Equal("OK", await replica.CliAsync("REPLICAOF", "NO", "ONE"));
        await using RedisSessionStore after = Open(replica.Address);
        Assert.Equal(EndReason.LoggedOut, (await after.FindAsync(first.Session.Digest, Stop)).Ended);
        Assert.NotNull((await after.FindAsync(second.Session.Digest, Stop)).Session);
        link.Thaw();
    }

    [Fact]
    public async Task Many_ends_at_once_share_the_wait_for_a_replica()
    {
        await using RedisProcess master = await RedisProcess.StartAsync("--repl-diskless-sync-delay", "0");
        await using RedisProcess replica = await RedisProcess.StartAsync("--replicaof", $"127.0.0.1 {master.Port}");
        await Condition.HoldsAsync(Bound, async () => (await master.CliAsync("INFO", "replication")).Contains("state=online", StringComparison.Ordinal));
        await using RedisSessionStore store = Open(master.Address);
        MintedSession[] minted = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => MintAsync(store, $"user {i}")));
        Applied[] ended = await Task.WhenAll(minted.Select(m => store.DeleteAsync(new(m.Session.Digest, EndReason.LoggedOut), Stop).AsTask()));
        Assert.All(ended, a => Assert.Equal(Applied.Done, a));
        string stats = await master.CliAsync("INFO", "commandstats");
        string waits = stats.Split('\n').Single(l => l.StartsWith("cmdstat_wait:", StringComparison.Ordinal));
        Assert.InRange(int.Parse(waits.Split(["calls=", ","], StringSplitOptions.None)[1], null), 1, 250);
    }

    [Fact]
    public async Task Replicas_that_are_demanded_and_missing_are_missed()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address, o => (o.Replicas, o.Deadline) = (1, TimeSpan.FromSeconds(1)));
        MintedSession minted = await MintAsync(store, "ann");
        await RefusedAsync("No replica of Redis has confirmed", () => store.DeleteAsync(new(minted.Session.Digest, EndReason.LoggedOut), Stop).AsTask());
        await redis.CliAsync("CONFIG", "SET", "min-replicas-to-write", "1");
        await RefusedAsync("Redis has fewer replicas than min-replicas-to-write", () => store.DeleteAsync(new(minted.Session.Digest, EndReason.LoggedOut), Stop).AsTask());
    }

    [Fact]
    public async Task An_end_is_told_with_its_reason_and_the_expiry_of_the_session()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore here = Open(redis.Address), there = Open(redis.Address);
        var heard = new HeardEnds();
        there.Observe(heard);
        MintedSession one = await MintAsync(here, "ann"), other = await MintAsync(here, "ann");
        await here.DeleteAsync(new(one.Session.Digest, EndReason.LoggedOut), Stop);
        await here.DeleteUserAsync(new("ann", null, EndReason.UserDisabled), Stop);
        Assert.True(await there.RefreshAsync(Stop));
        Assert.Equal(
            [(one.Session.Digest, EndReason.LoggedOut, one.Session.ExpiresAt), (other.Session.Digest, EndReason.UserDisabled, other.Session.ExpiresAt)],
            heard.Ends);
        Assert.Empty(heard.Changes);
    }

    [Fact]
    public async Task The_end_of_a_session_that_was_removed_by_hand_is_told_to_those_who_have_a_copy()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore here = Open(redis.Address), there = Open(redis.Address);
        var heard = new HeardEnds();
        there.Observe(heard);
        MintedSession minted = await MintAsync(here, "ann");
        await redis.CliAsync("EVAL", "for _, key in ipairs(redis.call('KEYS', 'cloakroom:{*')) do redis.call('DEL', key) end", "0");
        Assert.Equal(Applied.Absent, await here.DeleteAsync(new(minted.Session.Digest, EndReason.LoggedOut), Stop));
        Assert.True(await there.RefreshAsync(Stop));
        Assert.Contains(minted.Session.Digest, heard.Changes);
    }

    [Fact]
    public async Task With_a_full_disk_an_end_is_refused_in_a_sentence_and_told_to_the_others_all_the_same()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore here = Open(redis.Address);
        MintedSession minted = await MintAsync(here, "ann");
        // The place of the file is taken by a folder, so that saving fails.
        Directory.CreateDirectory(Path.Combine(redis.Folder, "dump.rdb"));
        await redis.CliAsync("CONFIG", "SET", "save", "3600 1");
        await redis.CliAsync("BGSAVE");
        await Condition.HoldsAsync(Bound, async () => (await redis.CliAsync("INFO", "persistence")).Contains("rdb_last_bgsave_status:err", StringComparison.Ordinal));

        await RefusedAsync("Redis cannot save to its disk", () => here.DeleteAsync(new(minted.Session.Digest, EndReason.LoggedOut), Stop).AsTask());
        await using RedisSessionStore there = Open(redis.Address);
        await HearsAsync(here, there, minted);
    }

    [Fact]
    public async Task At_the_memory_limit_an_end_is_told_to_the_others()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore here = Open(redis.Address), there = Open(redis.Address);
        MintedSession minted = await MintAsync(here, "ann");
        await redis.CliAsync("CONFIG", "SET", "maxmemory", "1mb");
        await HearsAsync(here, there, minted);
    }

    [Fact]
    public async Task A_store_that_reaches_nobody_says_that_nobody_was_told()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address);
        MintedSession minted = await MintAsync(store, "ann");
        redis.Kill();
        await RefusedAsync("There is no connection to Redis: nobody could be told", () =>
            store.AnnounceAsync(minted.Session.Digest, EndReason.Revoked, minted.Session.ExpiresAt, Stop).AsTask());
    }

    private static async Task HearsAsync(RedisSessionStore here, RedisSessionStore there, MintedSession minted)
    {
        var heard = new HeardEnds();
        there.Observe(heard);
        await here.AnnounceAsync(minted.Session.Digest, EndReason.LoggedOut, minted.Session.ExpiresAt, Stop);
        Assert.True(await there.RefreshAsync(Stop));
        Assert.Equal([(minted.Session.Digest, EndReason.LoggedOut, minted.Session.ExpiresAt)], heard.Ends);
    }

    private static async Task RefusedAsync(string sentence, Func<Task> call) =>
        Assert.StartsWith(sentence, (await Assert.ThrowsAsync<StoreUnavailableException>(call)).Message, StringComparison.Ordinal);

    private static Task<MintedSession> MintAsync(RedisSessionStore store, string user) =>
        SessionMint.MintAsync(store, new SessionUser(user), Options, TimeProvider.System, Stop);

    private static RedisSessionStore Open(string address, Action<RedisStoreOptions>? configure = null)
    {
        var options = RedisStoreOptions.Parse(address);
        options.Deadline = TimeSpan.FromSeconds(10);
        configure?.Invoke(options);
        return RedisSessionStore.Open(options, TimeProvider.System);
    }

    private sealed class HeardEnds : ISessionChangeObserver
    {
        public List<(SessionDigest, EndReason, DateTimeOffset)> Ends { get; } = [];

        public List<SessionDigest> Changes { get; } = [];

        public void Changed(SessionDigest digest) => Changes.Add(digest);

        public void Ended(SessionDigest digest, EndReason why, DateTimeOffset expires) => Ends.Add((digest, why, expires));

        public void Missed()
        {
        }
    }
}
