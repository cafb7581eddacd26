using System.Diagnostics;
using System.Globalization;

namespace Cloakroom.Bench;

/// <summary>Puts many sessions into a store, as many callers would at once.</summary>
internal static class Filling
{
    /// <summary>As many as a busy node has logins under way; more than one commit, or one batch of commands, can take.</summary>
    public const int Callers = 256;

    private const int MostTries = 20;

    /// <returns>Sessions a second.</returns>
    public static async Task<double> RunAsync(ISessionStore store, int count, string what, Func<int, Session> login)
    {
        int next = -1, tenth = Math.Max(1, count / 10);
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                await CreatePatientlyAsync(store, () => login(i));
                if (i % tenth == tenth - 1)
                {
                    Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {i + 1:N0} of {count:N0} after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s"));
                }
            }
        })));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public static async Task CreateAsync(ISessionStore store, Session session)
    {
        CreateOutcome outcome = await store.CreateAsync(new(session, LimitPerUser: 100), CancellationToken.None);
        if (outcome.Applied != Applied.Done)
        {
            throw new InvalidOperationException($"A new session was not taken: {outcome.Applied}.");
        }
    }

    // A store that stands still for a moment must not end a run of minutes. The login that was under way may be there besides.
    private static async Task CreatePatientlyAsync(ISessionStore store, Func<Session> login)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await CreateAsync(store, login());
                return;
            }
            catch (StoreUnavailableException) when (tries < MostTries)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }

    /// <summary>For somebody who waits.</summary>
    public static void Say(string what) => Console.Error.WriteLine(what);
}
