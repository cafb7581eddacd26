using System.Diagnostics;

namespace Cloakroom.ServerTests.Hardening;

/// <summary>People who hold connections and do nothing with them (F39): everybody else notices nothing, and when they are gone nothing is left of them.</summary>
public sealed class SlowClientTests(TwoPeople people, ITestOutputHelper output) : IClassFixture<TwoPeople>
{
    private const int Wanted = 10_000, Checks = 500;
    private const string Login = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n";

    private int Port => people.Process.Port;

    [Fact]
    public async Task Ten_thousand_connections_without_a_word_hold_up_nobody()
    {
        // Both processes need a handle for each; some are left for everything else.
        int count = Math.Min(Wanted, ProcessFigures.MostHandles - 1500);
        (double before, int handles) = (ProcessFigures.Memory(people.Process.ProcessId), await SettledHandlesAsync());
        string alone = await CheckAsync();
        using (var idle = new Loiterers())
        {
            await idle.ComeAsync(Port, count);
            await UntilAsync(() => ProcessFigures.Handles(people.Process.ProcessId) >= count);
            string beside = await CheckAsync();
            output.WriteLine($"{idle.Count} idle connections: {alone} without, {beside} with them; {before:0} MiB and {ProcessFigures.Memory(people.Process.ProcessId):0} MiB.");
        }

        await UntilAsync(() => ProcessFigures.Handles(people.Process.ProcessId) <= handles + 20);
        await people.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Slow_heads_slow_bodies_endless_bodies_and_people_who_do_not_read_hold_up_nobody()
    {
        int handles = await SettledHandlesAsync();
        using (Loiterers heads = new(), bodies = new(), chunks = new(), deaf = new(), listeners = new())
        {
            await heads.ComeAsync(Port, 200, "GET /auth/session HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            await bodies.ComeAsync(Port, 200, $"{Login}Content-Length: 16000\r\n\r\n{{\"email\":\"");
            await chunks.ComeAsync(Port, 200, $"{Login}Transfer-Encoding: chunked\r\n\r\n");
            await deaf.ComeAsync(Port, 50, string.Concat(Enumerable.Repeat("GET /login HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n", 100)), reads: false);
            await listeners.ComeAsync(Port, 50, $"GET /auth/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nCookie: session_id={people.Ann}\r\n\r\n", reads: false);
            for (int i = 0; i < 5; i++)
            {
                await Task.WhenAll(heads.DribbleAsync("x"), bodies.DribbleAsync("x"), chunks.DribbleAsync("1\r\nx\r\n"));
                output.WriteLine(await CheckAsync());
            }
        }

        await UntilAsync(() => ProcessFigures.Handles(people.Process.ProcessId) <= handles + 20);
        await people.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Who_is_slower_than_the_limits_allow_is_sent_away()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" || Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "It takes 15 seconds: with --long.");
        using Loiterers heads = new(), bodies = new(), chunks = new();
        await heads.ComeAsync(Port, 20, "GET /auth/session HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        await bodies.ComeAsync(Port, 20, $"{Login}Content-Length: 16000\r\n\r\n{{\"email\":\"");
        await chunks.ComeAsync(Port, 20, $"{Login}Transfer-Encoding: chunked\r\n\r\n");
        await UntilAsync(async () => await heads.DribbleAsync("x") + await bodies.DribbleAsync("x") + await chunks.DribbleAsync("1\r\nx\r\n") == 0);
        await people.AssertUnharmedAsync();
    }

    // Everybody is answered, and with who they are. How fast is for people to read.
    private async Task<string> CheckAsync()
    {
        using var caller = new Caller(people.Process.Url);
        double[] times = new double[Checks];
        for (int i = 0; i < Checks; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Equal(people.BobId, (await caller.WhoAmIAsync(people.Bob)).UserId);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return $"p50 {times[Checks / 2]:0.00} ms, p99 {times[Checks * 99 / 100]:0.00} ms";
    }

    private async Task<int> SettledHandlesAsync()
    {
        int last = -1;
        await UntilAsync(() => last == (last = ProcessFigures.Handles(people.Process.ProcessId)));
        return last;
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (long start = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(200, TestContext.Current.CancellationToken))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "It did not come about within a minute.");
        }
    }
}
