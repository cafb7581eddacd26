using Cloakroom.Redis;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Redis;

public sealed class RedisHostileRecordTests(RedisFixture fixture) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData("")]
    [InlineData("\u0001")]
    [InlineData("{\"$type\":\"System.Object\"}")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task A_damaged_record_is_absent_and_counted(string record)
    {
        await fixture.Redis.CliAsync("FLUSHALL");
        var options = RedisStoreOptions.Parse(fixture.Redis.Address);
        options.Deadline = TimeSpan.FromSeconds(10);
        await using var store = RedisSessionStore.Open(options, TimeProvider.System);
        MintedSession minted = await SessionMint.MintAsync(store, new SessionUser("42"), new SessionOptions(), TimeProvider.System, RedisCalls.Stop);
        SessionDigest digest = minted.Session.Digest;
        Assert.NotNull((await store.FindAsync(digest, RedisCalls.Stop)).Session);
        Assert.Equal(0, store.Metrics.UnreadableRecords);

        const string overwrite = "for _, k in ipairs(redis.call('KEYS', '*}')) do for _, f in ipairs(redis.call('HKEYS', k)) do redis.call('HSET', k, f, ARGV[1]) end end return 'done'";
        Assert.Equal("done", await fixture.Redis.CliAsync("EVAL", overwrite, "0", record));
        Assert.Equal(StoredSession.Absent, await store.FindAsync(digest, RedisCalls.Stop));
        Assert.Empty(await store.ListAsync("42", RedisCalls.Stop));
        Assert.Equal(1, store.Metrics.UnreadableRecords);
        Assert.Equal(StoredSession.Absent, await store.FindAsync(SessionId.CreateFor(store, "42").DigestFor(store), RedisCalls.Stop));
        Assert.Equal(1, store.Metrics.UnreadableRecords);
    }
}
