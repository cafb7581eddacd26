using Cloakroom.PostgreSql;
using Cloakroom.Testing;
using Cloakroom.Tests.Sqlite;

namespace Cloakroom.Tests.PostgreSql;

/// <summary>Two machines with two clocks (promise F14).</summary>
public sealed class PostgreSqlClockTests(SharedPostgres shared)
{
    [Fact]
    public async Task A_clock_that_differs_by_minutes_is_trouble_until_it_is_set()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var clock = new FakeClock(now);
        PostgresProcess server = await shared.ServerAsync();
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(SharedPostgres.Options(server, SharedPostgres.NewSchema()), clock);
        Assert.InRange(Assert.NotNull(store.ClockSkew).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(2));
        Assert.Null(store.Trouble);

        clock.SetUtcNow(now.AddMinutes(-20));
        await LookedAsync(clock, () => store.Trouble?.StartsWith("The clock of PostgreSQL is 20 minutes ahead", StringComparison.Ordinal) == true);
        clock.SetUtcNow(now.AddMinutes(20));
        await LookedAsync(clock, () => store.Trouble?.StartsWith("The clock of PostgreSQL is 20 minutes behind", StringComparison.Ordinal) == true);
        clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        await LookedAsync(clock, () => store.Trouble is null);
    }

    private static async Task LookedAsync(FakeClock clock, Func<bool> condition)
    {
        clock.Advance(TimeSpan.FromSeconds(10));
        await Until.TrueAsync(condition);
    }
}
