using System.Diagnostics;
using Cloakroom.Redis;
using Cloakroom.Testing;
using static Cloakroom.Tests.Redis.RedisCalls;

namespace Cloakroom.Tests.Redis;

/// <summary>What the store does when Redis is ill: each test has a server of its own to break.</summary>
public sealed class RedisFaultTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly SessionOptions Options = new();

    [Fact]
    public async Task Calls_are_refused_while_Redis_is_away_and_served_again_when_it_is_back()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using RedisSessionStore store = Open(redis.Address);
        MintedSession minted = await SessionMint.MintAsync(store, new SessionUser("ann"), Options, TimeProvider.System, Stop);
        redis.Kill();
        await UnavailableAsync(store, minted.Session.Digest);
        Assert.False(await store.RefreshAsync(Stop));
        await redis.RestartAsync();
        Assert.Equal(minted.Session, (await FindInTimeAsync(store, minted.Session.Digest)).Session);
    }

    [Fact]
    public async Task A_Redis_that_stands_still_is_given_up_at_the_deadline()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address, TimeSpan.FromMilliseconds(250));
        SessionDigest digest = SessionId.CreateFor(store, "ann").DigestFor(store);
        redis.Signal("STOP");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FindAsync(digest, Stop).AsTask().WaitAsync(Bound, Stop));
        redis.Signal("CONT");
        Assert.Equal(StoredSession.Absent, await FindInTimeAsync(store, digest));
    }

    [Fact]
    public async Task At_its_memory_limit_sessions_are_found_and_ended_and_none_begins()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address);
        MintedSession[] minted = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            SessionMint.MintAsync(store, new SessionUser($"user {i % 4}"), Options, TimeProvider.System, Stop)));
        await redis.CliAsync("CONFIG", "SET", "maxmemory", "1mb");

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            SessionMint.MintAsync(store, new SessionUser("new"), Options, TimeProvider.System, Stop));
        Assert.StartsWith("Redis has reached maxmemory", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(minted[1].Session, (await store.FindAsync(minted[1].Session.Digest, Stop)).Session);
        Assert.Equal(Applied.Done, await store.DeleteAsync(new(minted[0].Session.Digest, EndReason.LoggedOut), Stop));
        Assert.Equal(EndReason.LoggedOut, (await store.FindAsync(minted[0].Session.Digest, Stop)).Ended);
        Assert.Equal(5, (await store.DeleteUserAsync(new("user 1", null, EndReason.Revoked), Stop)).Count);
    }

    [Fact]
    public async Task Scripts_that_Redis_forgot_are_told_again()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address);
        MintedSession minted = await SessionMint.MintAsync(store, new SessionUser("ann"), Options, TimeProvider.System, Stop);
        await redis.CliAsync("SCRIPT", "FLUSH");
        Assert.Equal(Applied.Done, await store.DeleteAsync(new(minted.Session.Digest, EndReason.LoggedOut), Stop));
    }

    [Fact]
    public async Task An_emptied_database_is_noticed_and_new_sessions_are_found_by_every_node()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore here = Open(redis.Address), there = Open(redis.Address);
        var observer = new Observer();
        here.Observe(observer);
        Assert.True(await here.RefreshAsync(Stop));
        await redis.CliAsync("FLUSHALL");
        await observer.MissedAsync(Bound);

        // A node that knows nothing of what was there before.
        await FindInTimeAsync(here, SessionId.CreateFor(here, "ann").DigestFor(here));
        await using RedisSessionStore fresh = Open(redis.Address);
        MintedSession minted = await SessionMint.MintAsync(fresh, new SessionUser("ann"), Options, TimeProvider.System, Stop);
        Assert.Equal(minted.Session, (await FindInTimeAsync(here, minted.Session.Digest)).Session);
        Assert.Equal(minted.Session, (await FindInTimeAsync(there, minted.Session.Digest)).Session);
    }

    [Fact]
    public async Task A_broken_push_line_is_not_fresh_and_doubts_everything_when_it_is_back()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using FaultProxy proxy = FaultProxy.Start("127.0.0.1", redis.Port);
        await using RedisSessionStore store = Open($"redis://127.0.0.1:{proxy.Port}");
        var observer = new Observer();
        store.Observe(observer);
        Assert.True(await store.RefreshAsync(Stop));
        Assert.True(store.IsFresh);
        proxy.Cut();
        await observer.MissedAsync(Bound);
        Assert.True(await UntilAsync(async () => await store.RefreshAsync(Stop)));
    }

    [Fact]
    public async Task Damaged_fields_read_as_absent_and_nothing_takes_their_place()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address);
        MintedSession minted = await SessionMint.MintAsync(store, new SessionUser("ann"), Options, TimeProvider.System, Stop);
        string key = (await redis.CliAsync("KEYS", "cloakroom:{*}")).Trim();
        await using RedisLine raw = await ConnectAsync(redis.Address);
        using (Reply fields = await raw.AskAsync(Stop, "HKEYS", key))
        {
            await OverwriteAsync(raw, key, fields);
        }

        Assert.Equal(StoredSession.Absent, await store.FindAsync(minted.Session.Digest, Stop));
        Assert.Empty(await store.ListAsync("ann", Stop));
        Assert.Equal(Applied.Absent, await store.DeleteAsync(new(minted.Session.Digest, EndReason.LoggedOut), Stop));
        Assert.Equal(Applied.Exists, (await store.CreateAsync(new(minted.Session, 10), Stop)).Applied);
    }

    [Fact]
    public async Task Every_key_of_a_user_ends_by_itself()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore store = Open(redis.Address);
        MintedSession minted = await SessionMint.MintAsync(store, new SessionUser("ann"), Options, TimeProvider.System, Stop);
        await store.WriteAsync(new(minted.Session.Digest, "cart", "mocha"u8.ToArray(), DataCondition.None), Stop);
        foreach (string key in (await redis.CliAsync("KEYS", "cloakroom:{*")).Split('\n'))
        {
            // An hour of idle time, a day to tell why it is over, and up to five minutes so that not all end at once.
            Assert.InRange(int.Parse(await redis.CliAsync("TTL", key), null), 24 * 3600, (25 * 3600) + 301);
        }
    }

    private static RedisSessionStore Open(string address, TimeSpan? deadline = null)
    {
        var options = RedisStoreOptions.Parse(address);
        options.Deadline = deadline ?? TimeSpan.FromSeconds(10);
        return RedisSessionStore.Open(options, TimeProvider.System);
    }

    private static async Task OverwriteAsync(RedisLine raw, string key, Reply fields)
    {
        byte[][] names = Names(fields);
        foreach (byte[] name in names)
        {
            (await raw.CallAsync(Hset(key, name), Stop)).Dispose();
        }
    }

    private static byte[][] Names(Reply fields)
    {
        var names = new List<byte[]>();
        RespReader reader = fields.Read();
        reader.TryRead(out _);
        while (reader.TryRead(out RespValue name))
        {
            names.Add(name.Bytes.ToArray());
        }

        return [.. names];
    }

    private static byte[] Hset(string key, byte[] field)
    {
        using var writer = new RespWriter(stackalloc byte[256]);
        writer.Command(4);
        writer.Add("HSET");
        writer.Add(key);
        writer.Add(field);
        writer.Add("rubbish");
        return writer.Written.ToArray();
    }

    // The answer may be that the connection broke, or that there is none.
    private static async Task UnavailableAsync(RedisSessionStore store, SessionDigest digest) =>
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FindAsync(digest, Stop).AsTask().WaitAsync(Bound, Stop));

    private static async Task<StoredSession> FindInTimeAsync(RedisSessionStore store, SessionDigest digest)
    {
        StoredSession found = default;
        Assert.True(await UntilAsync(async () =>
        {
            try
            {
                found = await store.FindAsync(digest, Stop);
                return true;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        }));
        return found;
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> holds)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Bound; await Task.Delay(20, Stop))
        {
            if (await holds())
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Observer : ISessionChangeObserver
    {
        private readonly TaskCompletionSource _missed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Changed(SessionDigest digest)
        {
        }

        public void Missed() => _missed.TrySetResult();

        public Task MissedAsync(TimeSpan bound) => _missed.Task.WaitAsync(bound, Stop);
    }
}
