using System.Diagnostics;
using System.Globalization;
using Cloakroom.Bench.Reports;
using Cloakroom.Redis;

namespace Cloakroom.Bench;

/// <summary>
/// GETs a second of our connection, shared by many callers who each wait for their reply, against <c>redis-benchmark</c> without
/// pipelining, which opens a connection for each: the same server, key and value, in rounds that alternate.
/// </summary>
internal sealed class RedisBench(int rounds, TimeSpan round)
{
    private const int ValueBytes = 160;

    /// <param name="arguments">The number of rounds (5), and the seconds of each (2).</param>
    public static Task<PartReport> RunAsync(string[] arguments) => new RedisBench(
        arguments is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 5,
        TimeSpan.FromSeconds(arguments is [_, var seconds, ..] ? double.Parse(seconds, CultureInfo.InvariantCulture) : 2)).MeasureAsync();

    private async Task<PartReport> MeasureAsync()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        var options = RedisStoreOptions.Parse($"redis://127.0.0.1:{server.Port}");
        // A busy machine may stop everything for a while; what is measured is the rate.
        options.Deadline = TimeSpan.FromSeconds(10);
        await using var line = new RedisLine(options);
        if (await line.First is { } failure)
        {
            throw failure;
        }

        (await RedisCalls.CallAsync(line, ["SET", "bench", new string('x', ValueBytes)])).Dispose();
        var report = new PartReport(
            "redis", "The Redis client",
            $"Against `redis-benchmark` without pipelining, on the same TCP port of one Redis; values of {ValueBytes} bytes, {rounds} rounds of {round.TotalSeconds} s each way in turn. "
            + "Client, benchmark and server share the cores.");
        ResultTable table = report.Table(
            "GETs a second as median (least to most); the ratio is the median of the ratios of the rounds.",
            "callers", "redis-benchmark", "its GETs a second", "ours a second", "ratio", "processor of the client a call", "allocated a call");
        foreach ((int callers, int clients) in ((int, int)[])[(32, 32), (256, 50)])
        {
            await CompareAsync(table, line, server.Port, callers, clients);
        }

        return report;
    }

    private async Task CompareAsync(ResultTable table, RedisLine line, int port, int callers, int clients)
    {
        await OursAsync(line, callers);
        double[] theirs = new double[rounds];
        var ours = new Measure[rounds];
        for (int i = 0; i < rounds; i++)
        {
            theirs[i] = await TheirsAsync(port, clients);
            ours[i] = await OursAsync(line, callers);
        }

        Spread their = new(theirs), our = new(ours.Select(o => o.Rate));
        table.Row(
            $"{callers}", $"`-c {clients}`", $"{their}", $"{our}", $"{our.To(their).Median:F1}", $"{new Spread(ours.Select(o => o.Microseconds)).Median:F1} µs",
            $"{new Spread(ours.Select(o => o.Bytes)).Median:F0} B");
    }

    private async Task<Measure> OursAsync(RedisLine line, int callers)
    {
        using var end = new CancellationTokenSource(round);
        using var self = Process.GetCurrentProcess();
        self.Refresh();
        TimeSpan cpu = self.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp(), allocated = GC.GetTotalAllocatedBytes(precise: true);
        long[] calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => AskAsync(line, end.Token))));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, sum = calls.Sum();
        self.Refresh();
        return new Measure(
            sum / seconds, (self.TotalProcessorTime - cpu).TotalMicroseconds / sum, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / sum);
    }

    private static async Task<long> AskAsync(RedisLine line, CancellationToken end)
    {
        byte[] get = "*2\r\n$3\r\nGET\r\n$5\r\nbench\r\n"u8.ToArray();
        long calls = 0;
        for (; !end.IsCancellationRequested; calls++)
        {
            using Reply reply = await line.CallAsync(get, CancellationToken.None);
            if (reply.Bytes.Length != ValueBytes)
            {
                throw new InvalidOperationException("Not the value that was asked for.");
            }
        }

        return calls;
    }

    private async Task<double> TheirsAsync(int port, int clients)
    {
        // About as long as our rounds: 50,000 to 100,000 a second is usual.
        int calls = (int)(60_000 * round.TotalSeconds);
        var start = new ProcessStartInfo("redis-benchmark", ["-h", "127.0.0.1", "-p", $"{port}", "-c", $"{clients}", "-n", $"{calls}", "--csv", "GET", "bench"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("redis-benchmark does not start.");
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        // "GET bench","51234.12", …
        string[] cells = output.Trim().Split('\n')[^1].Split(',');
        return double.Parse(cells[1].Trim('"'), CultureInfo.InvariantCulture);
    }

    private sealed record Measure(double Rate, double Microseconds, double Bytes);
}
