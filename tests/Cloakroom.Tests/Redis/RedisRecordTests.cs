using Cloakroom.Redis;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Redis;

public sealed class RedisRecordTests(RedisFixture fixture) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData(250, 10)] // in one piece, then in two
    [InlineData(120, 10)] // in four, then in two
    [InlineData(10, 120)]
    [InlineData(60, 250)]
    public async Task A_record_that_changes_its_length_is_read_as_it_was_written(int before, int after)
    {
        var options = RedisStoreOptions.Parse(fixture.Redis.Address);
        options.Deadline = TimeSpan.FromSeconds(10);
        await using var store = RedisSessionStore.Open(options, TimeProvider.System);
        var user = new SessionUser($"of {before} and {after}") { Email = "ada@example.com" };
        MintedSession minted = await SessionMint.MintAsync(store, user, new SessionOptions(), TimeProvider.System, RedisCalls.Stop);
        Session first = minted.Session with { Device = new string('d', before) };
        Assert.Equal(Applied.Done, await store.UpdateAsync(new(first), RedisCalls.Stop));
        Session second = first with { Device = new string('e', after), Version = first.Version + 1 };
        Assert.Equal(Applied.Done, await store.UpdateAsync(new(second), RedisCalls.Stop));

        Assert.Equal(second with { Version = second.Version + 1 }, (await store.FindAsync(second.Digest, RedisCalls.Stop)).Session);
        Assert.Equal(second with { Version = second.Version + 1 }, Assert.Single(await store.ListAsync(user.Id, RedisCalls.Stop)));
    }
}
