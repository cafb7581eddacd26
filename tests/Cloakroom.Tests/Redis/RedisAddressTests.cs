using Cloakroom.Redis;

namespace Cloakroom.Tests.Redis;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("localhost", "redis://localhost:6379/0")]
    [InlineData("cache:7000", "redis://cache:7000/0")]
    [InlineData("redis://cache", "redis://cache:6379/0")]
    [InlineData("redis://cache:7000/3", "redis://cache:7000/3")]
    [InlineData("redis://a,b:7000,[::1]:7001/2", "redis://a:6379,b:7000,[::1]:7001/2")]
    [InlineData("REDISS://cache", "rediss://cache:6379/0")]
    [InlineData("redis://me:pa%40ss@cache", "redis://cache:6379/0")]
    [InlineData("redis://:pass@cache", "redis://cache:6379/0")]
    [InlineData("redis+unix:///run/redis.sock", "redis+unix:///run/redis.sock/0")]
    [InlineData("redis+unix://me:pass@/run/redis.sock?db=4", "redis+unix:///run/redis.sock/4")]
    [InlineData("redis+sentinel://me:pass@a,b:7000,[::1]/mymaster", "redis+sentinel://a:26379,b:7000,[::1]:26379/mymaster/0")]
    [InlineData("rediss+sentinel://a/my.master-1/3", "rediss+sentinel://a:26379/my.master-1/3")]
    [InlineData("redis+cluster://:pass@a,b:7000", "redis+cluster://a:6379,b:7000")]
    [InlineData("rediss+cluster://a/", "rediss+cluster://a:6379")]
    public void An_address_is_read_and_shown_without_its_password(string text, string shown)
    {
        Assert.True(RedisAddress.TryParse(text, out RedisAddress? address, out string problem), problem);
        Assert.Equal(shown, address.ToString());
    }

    [Theory]
    [InlineData("redis://me:pa%40ss@cache", "me", "pa@ss")]
    [InlineData("redis://me:pa@ss@cache", "me", "pa@ss")]
    [InlineData("redis://:pass@cache", null, "pass")]
    [InlineData("redis://cache", null, null)]
    public void User_and_password_are_taken_apart(string text, string? user, string? password)
    {
        Assert.True(RedisAddress.TryParse(text, out RedisAddress? address, out _));
        Assert.Equal((user, password), (address.User, address.Password));
    }

    [Theory]
    [InlineData("", "names no host")]
    [InlineData("redis://", "names no host")]
    [InlineData("redis://:6379", "names no host")]
    [InlineData("redis://a,,b", "names no host")]
    [InlineData("redis://cache:port", "names no host")]
    [InlineData("redis://cache:70000", "names no host")]
    [InlineData("redis://cache/first", "names a database that is no number; write 0 to 16383")]
    [InlineData("redis://cache/-1", "names a database that is no number")]
    [InlineData("redis://hunter2@cache", "has a user or password that cannot be read")]
    [InlineData("redis://user:@cache", "has a user or password that cannot be read")]
    [InlineData("http://cache", "begins with no scheme of Redis")]
    [InlineData("redis+cluster://cache/1", "names a database, and a cluster has only one")]
    [InlineData("redis+sentinel://cache", "names no master")]
    [InlineData("redis+sentinel://cache/", "names no master")]
    [InlineData("redis+sentinel://cache/my master", "names no master")]
    [InlineData("redis+sentinel://cache/mymaster/1/2", "names no master")]
    [InlineData("redis+sentinel://cache/mymaster/x", "names a database that is no number")]
    [InlineData("redis+unix://run/redis.sock", "names no socket")]
    public void A_mistake_is_told_in_one_sentence(string text, string problem)
    {
        var refusal = Assert.Throws<StoreStartException>(() => RedisStoreOptions.Parse(text));
        Assert.StartsWith($"The address of the Redis store {problem}", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Options_out_of_range_are_told_by_name()
    {
        var options = RedisStoreOptions.Parse("localhost");
        Assert.Empty(options.Validate());
        (options.Prefix, options.Deadline, options.AuthorityFile) = ("a{b", TimeSpan.Zero, "no-such-file");
        Assert.Collection(
            options.Validate(),
            p => Assert.StartsWith("Redis:Prefix is \"a{b\"", p, StringComparison.Ordinal),
            p => Assert.StartsWith("Redis:Deadline is 00:00:00", p, StringComparison.Ordinal),
            p => Assert.StartsWith("Redis:AuthorityFile is no-such-file", p, StringComparison.Ordinal));
    }
}
