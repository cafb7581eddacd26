using System.Diagnostics;
using System.Globalization;
using Cloakroom.Bench.Stores;

namespace Cloakroom.Bench;

/// <summary>Puts one store through everything.</summary>
internal sealed class ScaleTrial(IScaled scaled, int sessions, int storm, int rounds)
{
    private const int Parts = 4, Callers = 32, Listed = 100, LookUpsASecond = 1000, Watchers = 8;
    private static readonly TimeSpan Month = TimeSpan.FromDays(30), Life = TimeSpan.FromDays(1), Time = TimeSpan.FromSeconds(4);

    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();

    public async Task<ScaleFigures> RunAsync()
    {
        var figures = new ScaleFigures(scaled.Name);
        ISessionStore store = scaled.Store;
        var people = new Population(store, _start);
        long empty = await scaled.SizeAsync();
        for (int part = 0; part < Parts; part++)
        {
            figures.Created.Add(await people.GrowAsync(sessions / Parts, Month, $"{scaled.Name}, part {part + 1} of {Parts}"));
        }

        figures.Bytes = (await scaled.SizeAsync() - empty) / (double)people.Count;
        await Latencies.MeasureAsync(Callers, Time / 4, random => FindAsync(store, people, random));
        figures.LookUps = await Latencies.MeasureAsync(Callers, Time, random => FindAsync(store, people, random));
        figures.Touches = await Latencies.MeasureAsync(Callers, Time, async random =>
            await store.TouchAsync(new(people.DigestOf(random.Below(people.Count)), TimeProvider.System.GetUtcNow()), CancellationToken.None) == Applied.Done);
        Filling.Say($"{scaled.Name}: {figures.LookUps.Rate:N0} look-ups and {figures.Touches.Rate:N0} touches a second");
        await ListAsync(store, figures);
        await StormsAsync(people, figures);
        return figures;
    }

    /// <summary>One storm more, told apart from those that count.</summary>
    public async Task<(Storm Idle, Storm During)> OnceAsync(Population people, int number)
    {
        var time = new ShiftedTime();
        // Live sessions need no touch after the clock has gone on by days: that would be another storm.
        using var engine = new SessionEngine(scaled.Store, new SessionOptions { NearCacheBytes = 4L << 30, TouchEvery = Month }, time);
        var over = new Population(scaled.Store, _start);
        await over.GrowAsync(storm, Life, $"{scaled.Name}, those of storm {number}", $"storm{number}-");
        int known = Math.Min(people.Count, 50_000);
        foreach ((Population from, int count) in ((Population, int)[])[(people, known), (over, over.Count)])
        {
            for (int i = 0; i < count; i++)
            {
                await engine.AuthenticateAsync(from[i], isSafe: true, CancellationToken.None);
            }
        }

        Func<Task> forget = await scaled.PrepareAsync(engine, over);
        Storm idle = await WatchAsync(engine, people, known, over, () => Task.Delay(Time));
        // All of them expire in this moment, and were over for a day, which is when they are forgotten.
        time.Shift(Life + Life);
        Storm during = await WatchAsync(engine, people, known, over, forget);
        Filling.Say(string.Create(CultureInfo.InvariantCulture, $"{scaled.Name}, storm {number}: p99 of a look-up {idle.LookUps.P99:F0} µs, then {during.LookUps.P99:F0}; recognised {idle.Recognized.P99:F1} µs, then {during.Recognized.P99:F1}"));
        return (idle, during);
    }

    private async Task StormsAsync(Population people, ScaleFigures figures)
    {
        for (int round = 0; round < rounds; round++)
        {
            figures.Storms.Add(await OnceAsync(people, round));
        }

        if (scaled is ScaledRedis redis)
        {
            redis.InOneMoment = true;
            figures.Unspread = await OnceAsync(people, rounds);
        }
    }

    // The same requests at the same pace before and meanwhile: of live sessions, of those that expire, and past the cache.
    private async Task<Storm> WatchAsync(SessionEngine engine, Population people, int known, Population over, Func<Task> storm)
    {
        using var end = new CancellationTokenSource();
        Task<Latencies> lookUps = Latencies.MeasureAsync(Watchers, random => FindAsync(scaled.Store, people, random), LookUpsASecond, end.Token);
        Task<Latencies> recognized = Latencies.MeasureAsync(Watchers, random => RecognizeAsync(engine, people[random.Below(known)]), LookUpsASecond, end.Token);
        Task<Latencies> expiring = Latencies.MeasureAsync(Watchers, random => RecognizeAsync(engine, over[random.Below(over.Count)]), LookUpsASecond, end.Token);
        long start = Stopwatch.GetTimestamp();
        await storm();
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        // At least a second's worth of look-ups, also where it took no time at all.
        if (took < TimeSpan.FromSeconds(1))
        {
            await Task.Delay(TimeSpan.FromSeconds(1) - took);
        }

        await end.CancelAsync();
        await expiring;
        return new(await lookUps, await recognized, took);
    }

    private async Task ListAsync(ISessionStore store, ScaleFigures figures)
    {
        var list = new List<double>();
        var end = new List<double>();
        for (int user = 0; user < Listed; user++)
        {
            string id = $"many{user}";
            await Task.WhenAll(Enumerable.Range(0, Listed).Select(i =>
                Filling.CreateAsync(store, Typical.Of(id, user, SessionId.CreateFor(store, id).DigestFor(store), _start) with { Device = $"Device {i}" })));
            long start = Stopwatch.GetTimestamp();
            int listed = (await store.ListAsync(id, CancellationToken.None)).Count;
            list.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            start = Stopwatch.GetTimestamp();
            int ended = (await store.DeleteUserAsync(new(id, Except: null, EndReason.LoggedOut), CancellationToken.None)).Count;
            end.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (listed != Listed || ended != Listed)
            {
                throw new InvalidOperationException($"Of {Listed} sessions {listed} were listed and {ended} ended.");
            }
        }

        (figures.ListMilliseconds, figures.EndMilliseconds) = (list.Order().ElementAt(Listed / 2), end.Order().ElementAt(Listed / 2));
    }

    private static async Task<bool> FindAsync(ISessionStore store, Population people, Numbers random) =>
        (await store.FindAsync(people.DigestOf(random.Below(people.Count)), CancellationToken.None)).Session is not null
            ? true : throw new InvalidOperationException("A session is missing.");

    private static async Task<bool> RecognizeAsync(SessionEngine engine, SessionId id) =>
        await engine.AuthenticateAsync(id, isSafe: true, CancellationToken.None) is not Decision.Unavailable;
}
