using System.Net;
using Cloakroom.Server.Health;
using Cloakroom.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Monitoring;

/// <summary>What goes wrong slowly, and how an operator hears of it.</summary>
public sealed class HealthWatchTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_works_says_no_more_than_that()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage health = await client.AskAsync("/health");
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), (health.StatusCode, await health.TextAsync()));
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_as_in_the_question_whether_it_is_ready()
    {
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.AddSingleton<ISessionStore>(new AwayStore()));
        using HttpClient client = server.Client();
        using HttpResponseMessage health = await client.AskAsync("/health");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"unavailable","reason":"store"}"""), (health.StatusCode, await health.TextAsync()));
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(-31, true)]
    [InlineData(120, true)]
    public async Task Clocks_that_differ_by_more_than_half_a_minute_are_a_line_a_metric_and_a_word(int seconds, bool isWorthAWord)
    {
        using var heard = new Heard();
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.AddSingleton<ISessionStore>(new SkewedStore(TimeSpan.FromSeconds(seconds))));
        await server.Services.GetRequiredService<HealthWatch>().LookAsync(Cancelled);
        heard.Collect();
        using HttpClient client = server.Client();
        using HttpResponseMessage health = await client.AskAsync("/health");
        Assert.Equal(isWorthAWord ? """{"status":"degraded","warnings":["clock_skew"]}""" : """{"status":"ready"}""", await health.TextAsync());
        Assert.Equal(isWorthAWord, server.Log.Lines.Any(l => l.StartsWith($"Warning 1240 The clock of the store differs from this one by {seconds} s", StringComparison.Ordinal)));
        Assert.Contains(heard.Measurements, m => m.Instrument == "cloakroom.clock.skew" && m.Value == seconds);
    }

    [Fact]
    public async Task What_lasts_is_said_once_a_minute()
    {
        var clock = new FakeClock();
        await using RunningServer server = await RunningServer.StartAsync(
            replace: s => s.AddSingleton<ISessionStore>(new SkewedStore(TimeSpan.FromMinutes(1))).AddSingleton<TimeProvider>(clock));
        HealthWatch watch = server.Services.GetRequiredService<HealthWatch>();
        await AspNetCore.Until.TrueAsync(() => Lines(server) == 1);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(1, Lines(server));
            await watch.LookAsync(Cancelled);
            clock.Advance(TimeSpan.FromSeconds(9.9));
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        await AspNetCore.Until.TrueAsync(() => Lines(server) == 2);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_is_said()
    {
        var wall = new FakeClock();
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.AddSingleton<TimeProvider>(new SteadyClock(wall)));
        wall.SetUtcNow(wall.GetUtcNow() - TimeSpan.FromHours(2));
        await server.Services.GetRequiredService<HealthWatch>().LookAsync(Cancelled);
        using HttpClient client = server.Client();
        using HttpResponseMessage health = await client.AskAsync("/health");
        Assert.Equal("""{"status":"degraded","warnings":["clock_set_back"]}""", await health.TextAsync());
        Assert.Contains(server.Log.Lines, l => l.StartsWith("Error 1241 The clock of this machine was set back by 7200 s", StringComparison.Ordinal));
    }

    private static int Lines(RunningServer server) => server.Log.Lines.Count(l => l.StartsWith("Warning 1240", StringComparison.Ordinal));
}
