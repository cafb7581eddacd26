using System.Diagnostics;

namespace Cloakroom.Bench.Stores;

/// <summary>Puts one contender through everything, alone on the machine.</summary>
/// <param name="sessions">How many there are.</param>
/// <param name="time">How long each figure is measured.</param>
internal sealed class Trial(int sessions, TimeSpan time)
{
    private const int Callers = 32, ManyCallers = 256, RequestsASecond = 1500, LookUpsASecond = 500;
    // The people who are there at the moment. Their sessions fit into a near cache of the usual size.
    private readonly int _active = Math.Min(50_000, sessions / 2);

    public async Task<Figures> RunAsync(IContender contender, PostgresServer database)
    {
        var figures = new Figures(contender.Name);
        long start = Stopwatch.GetTimestamp();
        await contender.FillAsync(sessions);
        figures.Filled = Stopwatch.GetElapsedTime(start);
        figures.SizeFull = await contender.SizeAsync();
        Say(contender, $"{sessions:N0} sessions in {figures.Filled.TotalSeconds:F0} s");

        figures.LookUps = await Latencies.MeasureAsync(Callers, time, random => LookUpAsync(contender, random));
        Say(contender, $"{figures.LookUps.Rate:N0} look-ups a second");
        await Latencies.MeasureAsync(Callers, time, random => contender.RecognizeAsync(ActiveSession(random)));
        figures.Recognized = await Latencies.MeasureAsync(Callers, time, random => contender.RecognizeAsync(ActiveSession(random)));
        Say(contender, $"{figures.Recognized.Rate:N0} requests recognised a second");
        figures.Connections = await MostConnectionsAsync(contender);

        await using (var orders = new Orders(database))
        {
            await orders.OpenAsync();
            await orders.MeasureAsync(time / 2);
            figures.OrdersAlone = await orders.MeasureAsync(time);
            using var end = new CancellationTokenSource();
            Task<Latencies> requests = Latencies.MeasureAsync(
                16, random => contender.RecognizeAsync(ActiveSession(random)), RequestsASecond, end.Token);
            figures.OrdersBeside = await orders.MeasureAsync(time);
            await end.CancelAsync();
            Say(contender, $"{figures.OrdersLeft:P0} of the orders left beside {(await requests).Rate:N0} requests a second");
        }

        await FreezeAsync(contender, figures);
        await ExpireAsync(contender, figures);
        return figures;
    }

    private async Task FreezeAsync(IContender contender, Figures figures)
    {
        await Latencies.MeasureAsync(Callers, TimeSpan.FromSeconds(1), random => contender.RecognizeAsync(ActiveSession(random)));
        if (!contender.Freeze(frozen: true))
        {
            return;
        }

        using var end = new CancellationTokenSource(time);
        Task<Latencies> asked = Latencies.MeasureAsync(Callers, random => contender.RecognizeAsync(ActiveSession(random)), RequestsASecond, end.Token);
        await Task.Delay(time);
        contender.Freeze(frozen: false);
        figures.Frozen = await asked;
        Say(contender, $"server frozen: {figures.Frozen.Rate * time.TotalSeconds:N0} answers, longest {figures.Frozen.Most / 1000:N0} ms, refused {figures.Frozen.Refused:N0}");
        await Task.Delay(TimeSpan.FromSeconds(2));
    }

    private async Task ExpireAsync(IContender contender, Figures figures)
    {
        using (var quiet = new CancellationTokenSource(time))
        {
            figures.QuietLookUps = await Latencies.MeasureAsync(8, random => LookUpAsync(contender, random), LookUpsASecond, quiet.Token);
        }

        long? before = await contender.WrittenAheadAsync();
        using var end = new CancellationTokenSource();
        Task<Latencies> lookUps = Latencies.MeasureAsync(8, random => LookUpAsync(contender, random), LookUpsASecond, end.Token);
        long start = Stopwatch.GetTimestamp();
        await contender.ExpireAsync();
        figures.Expiring = Stopwatch.GetElapsedTime(start);
        // At least a second of look-ups, also where it took no time at all.
        await Task.Delay(TimeSpan.FromSeconds(1));
        await end.CancelAsync();
        figures.LookUpsWhileExpiring = await lookUps;
        figures.ExpiringWrites = await contender.WrittenAheadAsync() - before;
        figures.SizeAfter = await contender.SizeAsync();
        Say(contender, $"half expired in {figures.Expiring.TotalSeconds:F1} s, p99 {figures.LookUpsWhileExpiring.P99 / 1000:F2} ms, quiet {figures.QuietLookUps.P99 / 1000:F2} ms");
    }

    private async Task<int?> MostConnectionsAsync(IContender contender)
    {
        Task<Latencies> load = Latencies.MeasureAsync(ManyCallers, time, random => contender.RecognizeAsync(AnySession(random)));
        int? most = null;
        while (!load.IsCompleted)
        {
            most = await contender.CountConnectionsAsync() is { } now ? Math.Max(now, most ?? 0) : null;
            await Task.Delay(200);
        }

        await load;
        return most;
    }

    private async Task<bool> LookUpAsync(IContender contender, Numbers random)
    {
        await contender.LookUpAsync(AnySession(random));
        return true;
    }

    // The odd ones live on to the end.
    private int AnySession(Numbers random) => (random.Below(sessions / 2) * 2) + 1;

    private int ActiveSession(Numbers random) => (random.Below(_active) * 2) + 1;

    private static void Say(IContender contender, string what) => Console.Error.WriteLine($"{contender.Name}: {what}");
}
