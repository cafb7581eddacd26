using Cloakroom.Redis;
using Cloakroom.Testing;
using static Cloakroom.Tests.Redis.RedisCalls;

namespace Cloakroom.Tests.Redis;

public sealed class RedisLineTests(RedisFixture fixture) : IClassFixture<RedisFixture>
{
    private const int Keys = 50;

    [Fact]
    public async Task Every_call_is_carried_out_once_and_answered_in_its_own_order()
    {
        await using RedisLine line = await ConnectAsync(fixture.Redis.Address);
        long[] numbers = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(async _ =>
        {
            using Reply reply = await line.AskAsync(Stop, "INCR", "count-once");
            return reply.Number ?? 0;
        }));
        Assert.Equal(Enumerable.Range(1, 10_000).Select(n => (long)n), numbers.Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(600)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public async Task A_value_of_any_size_comes_back_as_it_was_sent(int size)
    {
        await using RedisLine line = await ConnectAsync(fixture.Redis.Address);
        string value = string.Concat(Enumerable.Range(0, size).Select(i => (char)('a' + (i * 31 % 26))));
        Assert.Equal("OK", await line.SayAsync("SET", $"size-{size}", value));
        Assert.Equal(value, await line.SayAsync("GET", $"size-{size}"));
    }

    [Fact]
    public async Task An_error_of_the_server_is_a_reply()
    {
        await using RedisLine line = await ConnectAsync(fixture.Redis.Address);
        Assert.StartsWith("ERR unknown command", await line.SayAsync("NONSENSE"), StringComparison.Ordinal);
        Assert.Equal("PONG", await line.SayAsync("PING"));
    }

    [Fact]
    public async Task Of_100_000_calls_of_which_many_are_cancelled_none_gets_the_reply_of_another()
    {
        await using RedisLine line = await ConnectAsync(fixture.Redis.Address);
        await FillAsync(line, "storm");
        int[] outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(caller => Task.Run(() => StormAsync(line, caller, 1_000))));
        Assert.True(outcomes.Sum() > 1_000, "Hardly a call was cancelled; the storm was none.");
        Assert.Equal("PONG", await line.SayAsync("PING"));
    }

    [Fact]
    public async Task Connections_that_break_in_the_middle_of_a_reply_shift_none()
    {
        await using FaultProxy proxy = FaultProxy.Start("127.0.0.1", fixture.Redis.Port);
        await using RedisLine line = await ConnectAsync($"redis://127.0.0.1:{proxy.Port}");
        await FillAsync(line, "cut");
        for (int cut = 0; cut < 8; cut++)
        {
            proxy.CutAfter(1 + (cut * 37));
            await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
            {
                try
                {
                    using Reply reply = await line.AskAsync(Stop, "GET", $"cut-{i % Keys}");
                    Assert.Equal($"value of cut-{i % Keys}", Text(reply));
                }
                catch (StoreUnavailableException)
                {
                    // What a break is to look like.
                }
            }));
            await line.ComesBackAsync();
        }
    }

    [Fact]
    public async Task A_frozen_network_ends_calls_at_their_deadline_and_late_replies_are_dropped()
    {
        await using FaultProxy proxy = FaultProxy.Start("127.0.0.1", fixture.Redis.Port);
        await using RedisLine line = await ConnectAsync($"redis://127.0.0.1:{proxy.Port}", TimeSpan.FromMilliseconds(300));
        await FillAsync(line, "frozen");
        proxy.Freeze();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => line.SayAsync("GET", "frozen-1"));
        proxy.Thaw();
        await line.ComesBackAsync();
        Assert.Equal("value of frozen-2", await line.SayAsync("GET", "frozen-2"));
    }

    [Fact]
    public async Task A_cancelled_call_answers_at_once_although_its_reply_is_to_come()
    {
        await using FaultProxy proxy = FaultProxy.Start("127.0.0.1", fixture.Redis.Port);
        await using RedisLine line = await ConnectAsync($"redis://127.0.0.1:{proxy.Port}");
        proxy.Freeze();
        using var cancel = new CancellationTokenSource();
        Task call = line.AskAsync(cancel.Token, "PING").AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await line.AskAsync(new CancellationToken(canceled: true), "PING"));
    }

    [Fact]
    public async Task A_reply_read_after_it_was_given_back_throws()
    {
        await using RedisLine line = await ConnectAsync(fixture.Redis.Address);
        Reply reply = await line.AskAsync(Stop, "PING");
        reply.Dispose();
        await line.SayAsync("PING");
        Assert.Throws<ObjectDisposedException>(() => reply.Frame.Length);
        reply.Dispose();
        Assert.Equal("PONG", await line.SayAsync("PING"));
    }

    private static async Task FillAsync(IRedis line, string name)
    {
        for (int i = 0; i < Keys; i++)
        {
            await line.SayAsync("SET", $"{name}-{i}", $"value of {name}-{i}");
        }
    }

    // How many of the calls were cancelled.
    private static async Task<int> StormAsync(RedisLine line, int caller, int calls)
    {
        int cancelled = 0;
        for (int i = 0; i < calls; i++)
        {
            using var source = new CancellationTokenSource();
            string key = $"storm-{(caller + i) % Keys}";
            ValueTask<Reply> call = line.AskAsync(source.Token, "GET", key);
            if ((caller + i) % 3 == 0)
            {
                await source.CancelAsync();
            }

            try
            {
                using Reply reply = await call;
                Assert.Equal($"value of {key}", Text(reply));
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }
        }

        return cancelled;
    }
}
