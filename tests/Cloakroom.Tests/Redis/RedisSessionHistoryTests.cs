using Cloakroom.Redis;
using Cloakroom.Testing;
using Cloakroom.Tests.Sessions;

namespace Cloakroom.Tests.Redis;

/// <summary>Many schedules in one Redis: their users are different ones, and so they share nothing.</summary>
public sealed class RedisSessionHistoryTests(RedisFixture fixture) : SessionHistoryProperties, IClassFixture<RedisFixture>
{
    protected override int Interleavings => 2_000;

    protected override int SchedulesPerStore => 100;

    protected override ValueTask<ISessionStore> OpenAsync()
    {
        var options = RedisStoreOptions.Parse(fixture.Redis.Address);
        options.Deadline = TimeSpan.FromSeconds(10);
        // About the time of the schedules: a login forgets what was over a day ago.
        return new(RedisSessionStore.Open(options, new FakeClock()));
    }

    protected override async ValueTask CloseAsync(ISessionStore store) => await ((RedisSessionStore)store).DisposeAsync();
}
