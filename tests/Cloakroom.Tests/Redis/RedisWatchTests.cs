using Cloakroom.Redis;
using Cloakroom.Testing;
using static Cloakroom.Tests.Redis.RedisCalls;

namespace Cloakroom.Tests.Redis;

/// <summary>What the store notices about its server: that it is another one, or that it cannot be relied on.</summary>
public sealed class RedisWatchTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30), Look = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_restart_is_another_generation_before_anything_is_served()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address, TimeProvider.System);
        Assert.Equal(1, store.Generation);
        redis.Kill();
        await redis.RestartAsync();
        await Condition.HoldsAsync(Bound, () => Condition.ServesAsync(() => store.ListAsync("ann", Stop).AsTask()));
        Assert.Equal(2, store.Generation);
    }

    [Fact]
    public async Task A_connection_that_broke_and_came_back_to_the_same_server_is_no_other_generation()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using FaultProxy proxy = FaultProxy.Start("127.0.0.1", redis.Port);
        await using RedisSessionStore store = Open($"redis://127.0.0.1:{proxy.Port}", TimeProvider.System);
        proxy.Cut();
        await Condition.HoldsAsync(Bound, async () => !await store.RefreshAsync(Stop) || !store.IsFresh);
        await Condition.HoldsAsync(Bound, async () => await store.RefreshAsync(Stop) && await Condition.ServesAsync(() => store.ListAsync("ann", Stop).AsTask()));
        Assert.Equal(1, store.Generation);
    }

    [Fact]
    public async Task A_server_that_followed_another_for_a_while_is_another_generation()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address, TimeProvider.System);
        await redis.CliAsync("REPLICAOF", "127.0.0.1", "1");
        await redis.CliAsync("REPLICAOF", "NO", "ONE");
        Assert.True(await Condition.ComesAsync(Bound, async () => await store.RefreshAsync(Stop) && store.Generation == 2));
    }

    [Fact]
    public async Task An_emptied_database_is_another_generation()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address, TimeProvider.System);
        await redis.CliAsync("FLUSHALL");
        await Condition.HoldsAsync(Bound, () => Task.FromResult(store.Generation > 1));
    }

    [Fact]
    public async Task An_evicting_policy_set_at_run_time_is_trouble_until_it_is_mended()
    {
        var clock = new FakeClock(TimeProvider.System.GetUtcNow());
        await using RedisProcess redis = await RedisProcess.StartAsync("--maxmemory", "50mb");
        await using RedisSessionStore store = Open(redis.Address, clock);
        Assert.Null(store.Trouble);
        await redis.CliAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        await LookedAsync(clock, () => store.Trouble?.StartsWith("Redis may delete sessions and logouts when its memory is full (maxmemory-policy is allkeys-lru)", StringComparison.Ordinal) == true);

        // Some keys go; the rest of the trouble is that they have gone.
        await redis.CliAsync("EVAL", "for i = 1, 5000 do redis.call('SET', 'junk' .. i, string.rep('x', 2000)) end", "0");
        await redis.CliAsync("CONFIG", "SET", "maxmemory", "4mb");
        await redis.CliAsync("SET", "one", "more");
        await redis.CliAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await LookedAsync(clock, () => store.Trouble is { } trouble
            && trouble.StartsWith("Redis has deleted ", StringComparison.Ordinal) && trouble.Contains("to make room", StringComparison.Ordinal));
        await LookedAsync(clock, () => store.Trouble is null);
    }

    [Fact]
    public async Task A_clock_that_differs_by_minutes_is_trouble_until_it_is_set()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var clock = new FakeClock(now);
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address, clock);
        Assert.Null(store.Trouble);
        clock.SetUtcNow(now.AddMinutes(-20));
        await LookedAsync(clock, () => store.Trouble?.StartsWith("The clock of Redis is 20 minutes ahead", StringComparison.Ordinal) == true);
        clock.SetUtcNow(now);
        await LookedAsync(clock, () => store.Trouble is null);
    }

    [Fact]
    public async Task A_server_known_to_stand_still_is_not_waited_for()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        var options = RedisStoreOptions.Parse(redis.Address);
        await using var store = RedisSessionStore.Open(options, TimeProvider.System);
        SessionDigest digest = SessionId.Create(store, "ann").DigestFor(store);
        redis.Signal("STOP");
        await Condition.HoldsAsync(Bound, async () => !await Condition.ServesAsync(() => store.FindAsync(digest, Stop).AsTask()));
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.True(store.FindAsync(digest, Stop).AsTask().IsFaulted));
        redis.Signal("CONT");
        await Condition.HoldsAsync(Bound, () => Condition.ServesAsync(() => store.FindAsync(digest, Stop).AsTask()));
    }

    // Once more where the watch was not yet waiting for the clock when it was put forward.
    private static async Task LookedAsync(FakeClock clock, Func<bool> holds)
    {
        bool came = false;
        for (int look = 0; look < 6 && !came; look++)
        {
            clock.Advance(Look);
            came = await Condition.ComesAsync(Bound / 6, () => Task.FromResult(holds()));
        }

        Assert.True(came, "What was waited for did not come about.");
    }

    private static RedisSessionStore Open(string address, TimeProvider time)
    {
        var options = RedisStoreOptions.Parse(address);
        options.Deadline = TimeSpan.FromSeconds(10);
        return RedisSessionStore.Open(options, time);
    }
}
