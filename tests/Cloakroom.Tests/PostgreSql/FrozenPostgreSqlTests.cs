using System.Diagnostics;
using Cloakroom.PostgreSql;
using Cloakroom.Tests.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.PostgreSql;

/// <summary>A server that stands still: it takes connections, and never answers.</summary>
public sealed class FrozenPostgreSqlTests(ITestOutputHelper output)
{
    // Far above what is promised (500 ms), for busy machines; what this is about took seconds, or as long as the server stood still.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2), Freeze = TimeSpan.FromSeconds(4);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Everybody_who_asks_a_server_that_stands_still_is_answered_soon()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync();
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(PostgreSqlStoreOptions.Parse(server.Address), TimeProvider.System);
        using var engine = new SessionEngine(store, new SessionOptions(), TimeProvider.System);
        using var guard = new StoreGuard(store, TimeProvider.System, _ => { });
        var guarded = new GuardedStore(store, guard);
        Session session = await Until.AnsweredAsync(async () => await store.AddAsync(Now));
        // So that all connections are there.
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Until.AnsweredAsync(() => store.FindAsync(session.Digest, Stop))));

        server.Freeze(true);
        Task<TimeSpan>[] asking =
        [
            .. Enumerable.Range(0, 32).Select(_ => LongestAsync(async () =>
                Assert.IsType<Decision.Unavailable>(await engine.AuthenticateAsync(SessionId.Create(), isSafe: true, Stop)))),
            .. Enumerable.Range(0, 16).Select(_ => LongestAsync(() =>
                Assert.ThrowsAsync<StoreUnavailableException>(async () => await guarded.CreateAsync(new(Login(Now), 5), Stop)))),
            .. Enumerable.Range(0, 16).Select(_ => LongestAsync(() =>
                Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.FindAsync(session.Digest, Stop)))),
        ];
        await Task.Delay(Freeze, Stop);
        long thawed = Stopwatch.GetTimestamp();
        server.Freeze(false);
        TimeSpan[] longest = await Task.WhenAll(asking);
        Assert.True(longest.Max() < Bound, $"Somebody waited {longest.Max().TotalMilliseconds:F0} ms.");
        Assert.Equal(session.Digest, (await Until.AnsweredAsync(() => store.FindAsync(session.Digest, Stop))).Session?.Digest);
        TimeSpan answers = Stopwatch.GetElapsedTime(thawed);
        await Until.TrueAsync(async () => await store.RefreshAsync(Stop));
        output.WriteLine(
            $"Longest of {longest.Length} callers: {longest.Max().TotalMilliseconds:F0} ms; it answers again after {answers.TotalMilliseconds:F0} ms, and is fresh after {Stopwatch.GetElapsedTime(thawed).TotalMilliseconds:F0} ms.");
    }

    /// <summary>Asks again and again while the server stands still; how long the longest answer took.</summary>
    private static async Task<TimeSpan> LongestAsync(Func<Task> ask)
    {
        TimeSpan longest = default;
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Freeze - TimeSpan.FromSeconds(1))
        {
            long asked = Stopwatch.GetTimestamp();
            await ask();
            TimeSpan took = Stopwatch.GetElapsedTime(asked);
            longest = took > longest ? took : longest;
            await Task.Delay(5, Stop);
        }

        return longest;
    }
}
