using Cloakroom.Tests.PostgreSql;
using Cloakroom.Tests.Redis;

namespace Cloakroom.Tests.Server.Journeys;

/// <summary>Against itself: what differs from one run to the next is no difference.</summary>
public sealed class MemoryJourneyTests : JourneyTests
{
    protected override Task<string> NewAddressAsync() => Task.FromResult("memory:");
}

public sealed class SqliteJourneyTests : SharedJourneyTests
{
    protected override Task<string> NewAddressAsync() => Task.FromResult("sqlite:FOLDER/cloakroom.db");
}

public sealed class RedisJourneyTests(RedisFixture fixture) : SharedJourneyTests, IClassFixture<RedisFixture>
{
    protected override Task<string> NewAddressAsync() => Task.FromResult(fixture.Redis.Address);
}

public sealed class SentinelJourneyTests(SentinelSet set) : SharedJourneyTests, IClassFixture<SentinelSet>
{
    protected override Task<string> NewAddressAsync() => Task.FromResult(set.Address);
}

public sealed class ClusterJourneyTests(ClusterSet set) : SharedJourneyTests, IClassFixture<ClusterSet>
{
    protected override Task<string> NewAddressAsync() => Task.FromResult(set.Address);
}

public sealed class GarnetJourneyTests(GarnetFixture garnet) : SharedJourneyTests, IClassFixture<GarnetFixture>
{
    protected override Task<string> NewAddressAsync()
    {
        Assert.SkipWhen(garnet.Missing is not null, garnet.Missing ?? "");
        return Task.FromResult(garnet.Address);
    }
}

public sealed class PostgreSqlJourneyTests(SharedPostgres shared) : SharedJourneyTests
{
    protected override Task<string> NewAddressAsync() => shared.NewDatabaseAsync();
}
