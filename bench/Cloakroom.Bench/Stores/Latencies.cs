using System.Diagnostics;

namespace Cloakroom.Bench.Stores;

/// <summary>How long the calls of many callers took.</summary>
internal sealed record Latencies(double Rate, double P50, double P99, double Most, long Refused)
{
    /// <summary>Each caller asks again as soon as it has its answer; times are in microseconds.</summary>
    public static async Task<Latencies> MeasureAsync(int callers, TimeSpan time, Func<Numbers, Task<bool>> call)
    {
        using var end = new CancellationTokenSource(time);
        return await MeasureAsync(callers, call, perSecond: null, end.Token);
    }

    /// <param name="callers">How many.</param>
    /// <param name="call">False when it was refused.</param>
    /// <param name="perSecond">Calls a second of all callers together; null for as many as there can be.</param>
    /// <param name="end">Ends it.</param>
    public static async Task<Latencies> MeasureAsync(int callers, Func<Numbers, Task<bool>> call, int? perSecond, CancellationToken end)
    {
        long start = Stopwatch.GetTimestamp(), refused = 0;
        List<double>[] all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var random = new Numbers((ulong)caller);
            var mine = new List<double>(1 << 16);
            for (long calls = 0; !end.IsCancellationRequested; calls++)
            {
                await UntilAsync(start, TimeSpan.FromSeconds(calls * (double)callers / (perSecond ?? double.PositiveInfinity)));
                // Answers from memory come without a pause; the end of the time must come through as well.
                await Task.Yield();
                long from = Stopwatch.GetTimestamp();
                if (!await call(random))
                {
                    Interlocked.Increment(ref refused);
                    // As a client would; otherwise a quick refusal would be counted a million times.
                    await Task.Delay(5, CancellationToken.None);
                    continue;
                }

                mine.Add(Stopwatch.GetElapsedTime(from).TotalMicroseconds);
            }

            return mine;
        })));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double[] sorted = [.. all.SelectMany(a => a).Order()];
        return sorted.Length == 0 ? new(0, 0, 0, 0, refused)
            : new(sorted.Length / seconds, sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)], sorted[^1], refused);
    }

    private static async Task UntilAsync(long start, TimeSpan due)
    {
        TimeSpan left = due - Stopwatch.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, CancellationToken.None);
        }
    }
}
