using System.Diagnostics;
using System.Globalization;
using Cloakroom.Redis;

namespace Cloakroom.Bench;

/// <summary>
/// GETs a second of our connection, shared by many callers who each wait for their reply, against <c>redis-benchmark</c> without
/// pipelining, which opens a connection for each: the same server, key and value, in rounds that alternate.
/// </summary>
internal static class RedisBench
{
    private const int Rounds = 5;
    private const int ValueBytes = 160;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    public static async Task RunAsync()
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
        Console.WriteLine($"{Environment.ProcessorCount} cores, TCP on loopback, value of {ValueBytes} bytes, {Rounds} rounds of {Round.TotalSeconds} s each way, alternating; median (min to max)");
        Console.WriteLine("| callers | redis-benchmark | GETs a second | ours, GETs a second | ratio, median of the rounds | CPU of the client a call | allocated a call |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach ((int callers, int clients) in ((int, int)[])[(32, 32), (256, 50)])
        {
            await CompareAsync(line, server.Port, callers, clients);
        }
    }

    private static async Task CompareAsync(RedisLine line, int port, int callers, int clients)
    {
        await OursAsync(line, callers);
        double[] theirs = new double[Rounds];
        var ours = new Measure[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            theirs[round] = await TheirsAsync(port, clients);
            ours[round] = await OursAsync(line, callers);
        }

        double ratio = Median([.. ours.Zip(theirs, (a, b) => a.Rate / b)]);
        Console.WriteLine(
            $"| {callers} | -c {clients} | {Rate(theirs)} | {Rate([.. ours.Select(o => o.Rate)])} | {ratio:F2} "
            + $"| {Median([.. ours.Select(o => o.Microseconds)]):F1} µs | {Median([.. ours.Select(o => o.Bytes)]):F0} B |");
    }

    private static async Task<Measure> OursAsync(RedisLine line, int callers)
    {
        using var end = new CancellationTokenSource(Round);
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

    private static async Task<double> TheirsAsync(int port, int clients)
    {
        // About as long as our rounds: 50,000 to 100,000 a second is usual.
        var start = new ProcessStartInfo("redis-benchmark", ["-h", "127.0.0.1", "-p", $"{port}", "-c", $"{clients}", "-n", "120000", "--csv", "GET", "bench"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("redis-benchmark does not start.");
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        // "GET bench","51234.12", …
        string[] cells = output.Trim().Split('\n')[^1].Split(',');
        return double.Parse(cells[1].Trim('"'), CultureInfo.InvariantCulture);
    }

    private static string Rate(double[] rates) => $"{Median(rates):N0} ({rates.Min():N0} to {rates.Max():N0})";

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private sealed record Measure(double Rate, double Microseconds, double Bytes);
}
