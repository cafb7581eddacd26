using System.Collections.Concurrent;
using Cloakroom.Redis;
using Cloakroom.Testing;
using static Cloakroom.Tests.Redis.RedisCalls;

namespace Cloakroom.Tests.Redis;

/// <summary>A store on a cluster, while slots move and masters die.</summary>
public sealed class ClusterTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly SessionOptions Options = new();

    private static int SlotsToMove => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? 5_000 : 500;

    [Fact]
    public async Task Slots_that_move_under_load_cause_no_error_and_lose_no_session()
    {
        await using ClusterSet set = await ClusterSet.StartAsync();
        await using RedisSessionStore store = Open(set.Address, 5_000), other = Open(set.Address, 5_000);
        var observer = new Observed();
        other.Observe(observer);
        MintedSession[] minted = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => MintAsync(store, $"user {i}")));
        await Task.WhenAll(minted.Take(150).Select(m => store.WriteAsync(new(m.Session.Digest, "cart", "mocha"u8.ToArray(), DataCondition.None), Stop).AsTask()));

        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task<int>[] load = [.. Enumerable.Range(0, 8).Select(i => Task.Run(() => UseAsync(store, [.. minted.Where((_, at) => at % 8 == i)], over.Token)))];
        RedisProcess[] masters = await set.MastersAsync();
        string moved = await masters[0].CliAsync(
            "--cluster", "reshard", $"127.0.0.1:{masters[0].Port}", "--cluster-from", await ClusterSet.IdAsync(masters[0]),
            "--cluster-to", await ClusterSet.IdAsync(masters[1]), "--cluster-slots", $"{SlotsToMove}", "--cluster-yes");
        await over.CancelAsync();
        int calls = (await Task.WhenAll(load)).Sum();
        Assert.True(moved.Contains("Moving slot", StringComparison.Ordinal), moved);
        Assert.True(calls > 1_000, "Hardly a call was made; the load was none.");

        foreach (MintedSession one in minted)
        {
            Assert.Equal(one.Session.Handle, (await store.FindAsync(one.Session.Digest, Stop)).Session?.Handle);
        }

        // The near cache of another node hears of ends wherever the slot is now.
        await Condition.HoldsAsync(Bound, async () => await other.RefreshAsync(Stop));
        foreach (MintedSession one in minted)
        {
            Assert.Equal(Applied.Done, await store.DeleteAsync(new(one.Session.Digest, EndReason.LoggedOut), Stop));
        }

        Assert.True(await other.RefreshAsync(Stop));
        Assert.All(minted, m => Assert.True(observer.Changes.ContainsKey(m.Session.Digest)));
    }

    [Fact]
    public async Task A_call_follows_a_slot_that_is_on_its_way()
    {
        await using ClusterSet set = await ClusterSet.StartAsync();
        await using RedisSessionStore store = Open(set.Address, 10_000);
        MintedSession minted = await MintAsync(store, "ann");
        await store.WriteAsync(new(minted.Session.Digest, "cart", "mocha"u8.ToArray(), DataCondition.None), Stop);
        RedisProcess[] masters = await set.MastersAsync();
        (RedisProcess from, string key) = await HolderAsync(masters);
        RedisProcess to = masters.First(m => m != from);
        string slot = await from.CliAsync("CLUSTER", "KEYSLOT", key);
        Assert.Equal("OK", await to.CliAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", await ClusterSet.IdAsync(from)));
        Assert.Equal("OK", await from.CliAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", await ClusterSet.IdAsync(to)));

        // Nothing has gone yet; then one key has, and scripts wait for the other; then both have; then the slot itself.
        Assert.Equal(minted.Session, (await store.FindAsync(minted.Session.Digest, Stop)).Session);
        Assert.Equal("OK", await from.CliAsync("MIGRATE", "127.0.0.1", $"{to.Port}", key, "0", "5000"));
        Assert.StartsWith("TRYAGAIN", await from.CliAsync("EXISTS", key, key + ":data"), StringComparison.Ordinal);
        Task<DataItem?> waiting = store.ReadAsync(minted.Session.Digest, "cart", Stop).AsTask();
        Assert.Equal("OK", await from.CliAsync("MIGRATE", "127.0.0.1", $"{to.Port}", key + ":data", "0", "5000"));
        Assert.Equal("mocha"u8.ToArray(), (await waiting)?.Value.ToArray());
        Assert.Equal(minted.Session, (await store.FindAsync(minted.Session.Digest, Stop)).Session);
        Assert.Equal("mocha"u8.ToArray(), (await store.ReadAsync(minted.Session.Digest, "cart", Stop))?.Value.ToArray());
        foreach (RedisProcess node in (RedisProcess[])[to, from])
        {
            Assert.Equal("OK", await node.CliAsync("CLUSTER", "SETSLOT", slot, "NODE", await ClusterSet.IdAsync(to)));
        }

        Assert.Equal(Applied.Done, await store.DeleteAsync(new(minted.Session.Digest, EndReason.LoggedOut), Stop));
        Assert.Equal(EndReason.LoggedOut, (await store.FindAsync(minted.Session.Digest, Stop)).Ended);
    }

    [Fact]
    public async Task A_dead_master_fails_its_own_sessions_at_once_and_its_replica_takes_over()
    {
        await using ClusterSet set = await ClusterSet.StartAsync();
        await using RedisSessionStore store = Open(set.Address, 2_000);
        MintedSession[] minted = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => MintAsync(store, $"user {i}")));
        RedisProcess[] masters = await set.MastersAsync();
        RedisProcess dead = await set.OwnerAsync("cloakroom:places");
        Assert.Equal("1", await dead.CliAsync("WAIT", "1", "5000"));
        Assert.Equal(1, store.Generation);
        Assert.True(await store.RefreshAsync(Stop));
        long died = TimeProvider.System.GetTimestamp();
        dead.Kill();

        await Condition.HoldsAsync(Bound, async () => !await store.RefreshAsync(Stop));
        bool[] served = await Task.WhenAll(minted.Select(m => Condition.ServesAsync(() => store.FindAsync(m.Session.Digest, Stop).AsTask())));
        Assert.InRange(served.Count(s => s), 20, 59);
        // The near cache goes on for those who are served, and for no others.
        Assert.Equal(served, minted.Select(m => store.IsFreshFor(m.Session.Digest)));

        MintedSession lost = minted[Array.IndexOf(served, false)];
        await Condition.HoldsAsync(Bound, () => Condition.ServesAsync(() => MintAsync(store, lost.Session.UserId)));
        TestContext.Current.TestOutputHelper?.WriteLine($"Logins worked again after {TimeProvider.System.GetElapsedTime(died).TotalMilliseconds:F0} ms.");
        Assert.Equal(lost.Session, (await store.FindAsync(lost.Session.Digest, Stop)).Session);
        Assert.InRange(store.Generation, 2, long.MaxValue);
        await Condition.HoldsAsync(Bound, async () => await store.RefreshAsync(Stop));
        Assert.Contains(dead, masters);
    }

    [Fact]
    public async Task An_address_of_the_wrong_kind_is_told_at_the_start()
    {
        await using RedisProcess single = await RedisProcess.StartAsync(), node = await RedisProcess.StartClusterNodeAsync();
        Assert.StartsWith("This Redis is no node of a cluster", Refusal($"redis+cluster://127.0.0.1:{single.Port}"), StringComparison.Ordinal);
        Assert.StartsWith("This Redis is a node of a cluster", Refusal($"redis://127.0.0.1:{node.Port}"), StringComparison.Ordinal);
        await using RedisSessionStore store = Open($"redis+cluster://127.0.0.1:{node.Port}", 1_000);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => MintAsync(store, "ann"));
    }

    // Everything that a store does, again and again, until it is enough; any failure ends the test. Answers how often.
    private static async Task<int> UseAsync(RedisSessionStore store, MintedSession[] minted, CancellationToken over)
    {
        int calls = 0;
        while (!over.IsCancellationRequested)
        {
            foreach (MintedSession one in minted)
            {
                Assert.Equal(one.Session.Handle, (await store.FindAsync(one.Session.Digest, Stop)).Session?.Handle);
                Assert.Equal(Applied.Done, await store.TouchAsync(new(one.Session.Digest, TimeProvider.System.GetUtcNow()), Stop));
                MintedSession more = await MintAsync(store, one.Session.UserId);
                Assert.Equal(Applied.Done, await store.DeleteAsync(new(more.Session.Digest, EndReason.LoggedOut), Stop));
                calls += 4;
            }
        }

        return calls;
    }

    private static async Task<(RedisProcess Master, string Key)> HolderAsync(RedisProcess[] masters)
    {
        foreach (RedisProcess master in masters)
        {
            string keys = await master.CliAsync("KEYS", "cloakroom:{???????????}");
            if (keys.Length > 0)
            {
                return (master, keys.Split('\n')[0].Trim());
            }
        }

        throw new InvalidOperationException("No node has a session.");
    }

    private static Task<MintedSession> MintAsync(RedisSessionStore store, string user) =>
        SessionMint.MintAsync(store, new SessionUser(user), Options, TimeProvider.System, Stop);

    private static string Refusal(string address) => Assert.Throws<StoreStartException>(() => Open(address, 1_000)).Message;

    private static RedisSessionStore Open(string address, int deadline)
    {
        var options = RedisStoreOptions.Parse(address);
        options.Deadline = TimeSpan.FromMilliseconds(deadline);
        return RedisSessionStore.Open(options, TimeProvider.System);
    }

    private sealed class Observed : ISessionChangeObserver
    {
        public ConcurrentDictionary<SessionDigest, bool> Changes { get; } = new();

        public void Changed(SessionDigest digest) => Changes[digest] = true;

        public void Missed()
        {
        }
    }
}

public sealed class ClusterConformanceTests(ClusterSet set) : IClassFixture<ClusterSet>
{
    public static TheoryData<string> Cases => [.. StoreConformance.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_cluster_keeps_the_contract(string name)
    {
        await set.FlushAsync();
        Assert.True(await StoreConformance.Case(name).RunAsync(new StoreFixture(Open) { OpenAgain = Open }));
    }

    private ValueTask<ISessionStore> Open(TimeProvider time)
    {
        var options = RedisStoreOptions.Parse(set.Address);
        options.Deadline = TimeSpan.FromSeconds(10);
        return new(RedisSessionStore.Open(options, time));
    }
}
