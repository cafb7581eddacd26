using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Cloakroom.Bench.Contest;

/// <summary>wrk, which makes the load from a process of its own: one thread, 32 connections, each with one request in flight.</summary>
internal static class Wrk
{
    public const string Method = "load by `wrk` in a process of its own, 1 thread, 32 connections";

    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    /// <summary>Asks for a time.</summary>
    /// <exception cref="InvalidOperationException">There is no wrk, or the contender refused what it must not refuse.</exception>
    public static async Task<Lap> RunAsync(Ask ask, int seconds)
    {
        double before = ProcessTime.Of(ask.Contender.Processes);
        Finish finish = await RunAsync([
            "-t1", "-c32", $"-d{seconds}s", "-s", Path.Combine(AppContext.BaseDirectory, "Contest", "ask.lua"), new Uri(ask.Contender.Url, ask.Path).ToString(),
            "--", ask.Method, .. ask.Headers]);
        double spent = ProcessTime.Of(ask.Contender.Processes) - before;
        if (finish.Refused > 0 || finish.Requests == 0)
        {
            throw new InvalidOperationException($"{ask.Contender.Name} refused {finish.Refused} of {finish.Requests} requests to {ask.Path}.");
        }

        if (finish.Broken > 0)
        {
            await Console.Error.WriteLineAsync($"{ask.Contender.Name}: {finish.Broken} broken connections of {finish.Requests} requests to {ask.Path}");
        }

        // Seconds of processor time for 1,000 requests are microseconds for each, in milliseconds: 1e6 / requests.
        return new(finish.Requests / (finish.Duration / 1e6), spent * 1e6 / finish.Requests, finish.P50 / 1e3, finish.P99 / 1e3);
    }

    private static async Task<Finish> RunAsync(string[] line)
    {
        try
        {
            using Process wrk = Process.Start(new ProcessStartInfo("wrk", line) { UseShellExecute = false, RedirectStandardOutput = true })
                ?? throw new InvalidOperationException("wrk did not start.");
            string said = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            return said.Split('\n').FirstOrDefault(l => l.StartsWith('{')) is { } result && JsonSerializer.Deserialize<Finish>(result, Names) is { } finish ? finish
                : throw new InvalidOperationException($"wrk ended with {wrk.ExitCode}:\n{said}");
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("wrk is missing: run bench/peers/install, or apt-get install wrk.", missing);
        }
    }

    private sealed record Finish(long Requests, long Duration, double P50, double P99, long Refused, long Broken);
}
