using Cloakroom.Redis;
using Cloakroom.Testing;
using static Cloakroom.Tests.Redis.RedisCalls;

namespace Cloakroom.Tests.Redis;

/// <summary>A store that follows the master which the sentinels name; each test has servers of its own to break.</summary>
public sealed class SentinelTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly SessionOptions Options = new();

    [Fact]
    public async Task After_the_death_of_the_master_logins_work_at_the_next_and_nobody_is_logged_out()
    {
        await using SentinelSet set = await SentinelSet.StartAsync();
        await using RedisSessionStore store = Open(set.Address);
        MintedSession minted = await MintAsync(store);
        RedisProcess old = await set.MasterAsync();
        await old.CliAsync("WAIT", "2", "5000");
        Assert.Equal(1, store.Generation);
        long died = TimeProvider.System.GetTimestamp();
        old.Kill();
        await Condition.HoldsAsync(Bound, () => Condition.ServesAsync(() => MintAsync(store)));
        TestContext.Current.TestOutputHelper?.WriteLine($"Logins worked again after {TimeProvider.System.GetElapsedTime(died).TotalMilliseconds:F0} ms.");
        Assert.Equal(minted.Session, (await store.FindAsync(minted.Session.Digest, Stop)).Session);
        Assert.Equal(2, store.Generation);
        await Condition.HoldsAsync(Bound, async () => await store.RefreshAsync(Stop));
    }

    [Fact]
    public async Task A_master_that_is_demoted_by_order_is_left_at_once()
    {
        await using SentinelSet set = await SentinelSet.StartAsync();
        await using RedisSessionStore store = Open(set.Address);
        await MintAsync(store);
        RedisProcess old = await set.MasterAsync();
        Assert.Equal("OK", await set.Sentinels[1].CliAsync("SENTINEL", "FAILOVER", "mymaster"));
        await Condition.HoldsAsync(Bound, async () => await set.MasterAsync() != old && await Condition.ServesAsync(() => MintAsync(store)));
        Assert.Contains("cloakroom:places", await (await set.MasterAsync()).CliAsync("KEYS", "*"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_sentinel_is_enough_to_begin()
    {
        await using SentinelSet set = await SentinelSet.StartAsync();
        set.Sentinels[0].Kill();
        set.Sentinels[1].Signal("STOP");
        await using RedisSessionStore store = Open(set.Address);
        await MintAsync(store);
        set.Sentinels[1].Signal("CONT");
    }

    [Fact]
    public async Task A_name_that_no_sentinel_knows_is_told_at_the_start()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync(), sentinel = await RedisProcess.StartSentinelAsync(redis.Port, quorum: 1);
        Assert.StartsWith("No sentinel knows a master called other", Refusal($"redis+sentinel://127.0.0.1:{sentinel.Port}/other"), StringComparison.Ordinal);
        Assert.StartsWith("This is a sentinel, not a Redis", Refusal($"redis://127.0.0.1:{sentinel.Port}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_server_that_becomes_a_replica_is_not_fresh_and_not_asked_until_it_is_a_master_again()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address);
        MintedSession minted = await MintAsync(store);
        await redis.CliAsync("REPLICAOF", "127.0.0.1", "1");
        Assert.False(await Condition.ServesAsync(() => MintAsync(store)));
        Assert.False(await store.RefreshAsync(Stop));
        await Condition.HoldsAsync(Bound, async () => !await Condition.ServesAsync(() => store.FindAsync(minted.Session.Digest, Stop).AsTask()));
        await redis.CliAsync("REPLICAOF", "NO", "ONE");
        await Condition.HoldsAsync(Bound, () => Condition.ServesAsync(() => MintAsync(store)));
    }

    private static Task<MintedSession> MintAsync(RedisSessionStore store) =>
        SessionMint.MintAsync(store, new SessionUser("ann"), Options, TimeProvider.System, Stop);

    private static string Refusal(string address) => Assert.Throws<StoreStartException>(() => Open(address)).Message;

    private static RedisSessionStore Open(string address)
    {
        var options = RedisStoreOptions.Parse(address);
        options.Deadline = TimeSpan.FromSeconds(2);
        return RedisSessionStore.Open(options, TimeProvider.System);
    }
}

public sealed class SentinelConformanceTests(SentinelSet set) : IClassFixture<SentinelSet>
{
    public static TheoryData<string> Cases => [.. StoreConformance.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task The_master_that_sentinels_name_keeps_the_contract(string name)
    {
        Assert.Equal("OK", await (await set.MasterAsync()).CliAsync("FLUSHALL"));
        Assert.True(await StoreConformance.Case(name).RunAsync(new StoreFixture(Open) { OpenAgain = Open }));
    }

    private ValueTask<ISessionStore> Open(TimeProvider time)
    {
        var options = RedisStoreOptions.Parse(set.Address);
        options.Deadline = TimeSpan.FromSeconds(10);
        return new(RedisSessionStore.Open(options, time));
    }
}
