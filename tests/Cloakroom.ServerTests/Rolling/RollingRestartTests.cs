using System.Diagnostics;
using Cloakroom.Tests.Redis;

namespace Cloakroom.ServerTests.Rolling;

/// <summary>A deployment without a pause: the nodes are restarted one after the other, keys are exchanged in between, and nobody notices.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    private static int Restarts => IsLong ? 20 : 2;

    // Between two restarts, so that both nodes have served everybody.
    private static int Between => IsLong ? 5_000 : 300;

    [Fact]
    public async Task No_request_fails_and_nobody_is_logged_out_on_Redis()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await RollAsync(redis.Address);
    }

    [Fact]
    public Task No_request_fails_and_nobody_is_logged_out_on_one_SQLite_file() => RollAsync(store: null);

    private async Task RollAsync(string? store)
    {
        await using TwoNodes two = await TwoNodes.StartAsync(store);
        using var caller = new Caller(two.Url);
        var visitors = new List<IVisitor>();
        for (int i = 0; i < 3; i++)
        {
            string email = $"person{i}@example.org", userId = await caller.RegisterAsync(email);
            visitors.Add(new CookieVisitor(caller, email, userId, await caller.SignInAsync(email)));
            visitors.Add(await TokenVisitor.LogInAsync(caller, email, userId));
        }

        await using var load = new RollingLoad(visitors);
        var time = Stopwatch.StartNew();
        load.Start();
        await load.MoreAsync(Between);
        for (int restart = 1; restart <= Restarts && load.Failures.IsEmpty; restart++)
        {
            await two.RestartAsync(restart % 2);
            await load.MoreAsync(Between);
            if (restart == Restarts / 2)
            {
                Assert.Equal(0, visitors.OfType<TokenVisitor>().Sum(v => v.Withdrawn));
                await two.CommandAsync("keys", "rotate");
                await two.CommandAsync("keys", "rotate", "--now");
            }
        }

        await load.StopAsync();
        output.WriteLine(
            $"{Restarts} restarts in {time.Elapsed.TotalSeconds:F0} s, {load.Requests} requests, {load.Failures.Count} failed, {visitors.Sum(v => v.Waits)} told to try again; "
            + $"{visitors.OfType<TokenVisitor>().Sum(v => v.Refreshes)} pairs of tokens, {visitors.OfType<TokenVisitor>().Sum(v => v.Withdrawn)} tokens of a key that was withdrawn.");
        Assert.True(load.Failures.IsEmpty, string.Join('\n', [.. load.Failures.Take(20), two.Complaints()]));
        // On a machine with too much to do the store may miss its bound, and with one SQLite file the other process may hold the lock.
        int waits = visitors.Sum(v => v.Waits);
        Assert.True(waits <= load.Requests / 1000, $"{waits} were told to try again.");
    }
}
