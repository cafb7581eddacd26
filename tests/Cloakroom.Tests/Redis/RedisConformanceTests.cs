using Cloakroom.Redis;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Redis;

public sealed class RedisConformanceTests(RedisFixture fixture) : IClassFixture<RedisFixture>
{
    public static TheoryData<string> Cases => [.. StoreConformance.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task Redis_keeps_the_contract(string name)
    {
        Assert.Equal("OK", await fixture.Redis.CliAsync("FLUSHALL"));
        Assert.True(await StoreConformance.Case(name).RunAsync(new StoreFixture(Open) { OpenAgain = Open }));
    }

    // A busy machine may take longer than a person should wait; how long is not what is looked at here.
    private ValueTask<ISessionStore> Open(TimeProvider time)
    {
        var options = RedisStoreOptions.Parse(fixture.Redis.Address);
        options.Deadline = TimeSpan.FromSeconds(10);
        return new(RedisSessionStore.Open(options, time));
    }
}
