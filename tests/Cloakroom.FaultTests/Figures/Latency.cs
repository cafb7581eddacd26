using System.Collections.Concurrent;
using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Runs;
using Cloakroom.FaultTests.Workload;

namespace Cloakroom.FaultTests.Figures;

/// <summary>How long after its acknowledgement a logout counts on the other nodes, all of which have a copy of the session.</summary>
internal static class Latency
{
    private const int MostAttempts = 20;

    // Where a logout is heard of twice a second, most of the time is waiting.
    private const int AtOnce = 16;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    /// <param name="trio">Nodes and store.</param>
    /// <param name="revocations">How many logouts.</param>
    /// <param name="seed">Which nodes.</param>
    public static async Task<Percentiles> MeasureAsync(Trio trio, int revocations, ulong seed)
    {
        var measured = new ConcurrentBag<double>();
        int left = revocations;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => Task.Run(async () =>
        {
            var numbers = new Numbers(seed + (ulong)i);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                double? one = null;
                // A store that is too busy for one of the steps leaves nothing to be measured.
                for (int attempt = 0; one is null && attempt < MostAttempts; attempt++)
                {
                    one = await OneAsync(trio, $"u{i}", numbers.Below(trio.Nodes.Count));
                }

                measured.Add(one ?? double.PositiveInfinity);
            }
        })));
        return Percentiles.Of(measured);
    }

    private static async Task<double?> OneAsync(Trio trio, string user, int node)
    {
        if (await trio.Client.LogInAsync(node, user) is not { } ticket)
        {
            return null;
        }

        int[] others = [.. Enumerable.Range(0, trio.Nodes.Count).Where(n => n != node)];
        foreach (int other in others)
        {
            await trio.Client.AskAsync(other, Verb.Who, ticket);
        }

        Operation logout = await trio.Client.AskAsync(node, Verb.Logout, ticket);
        if (!logout.Answer.IsDone)
        {
            return null;
        }

        double[] until = await Task.WhenAll(others.Select(other => RefusedAsync(trio, other, ticket)));
        return Math.Max(0, until.Max() - logout.End);
    }

    // When the last request began that was still served.
    private static async Task<double> RefusedAsync(Trio trio, int node, Ticket ticket)
    {
        double served = 0;
        for (double start = trio.History.Now; trio.History.Now - start < Bound.TotalMilliseconds; await Task.Delay(Step, CancellationToken.None))
        {
            Operation asked = await trio.Client.AskAsync(node, Verb.Who, ticket);
            if (asked.Answer.Status == 401)
            {
                return served;
            }

            served = asked.Start;
        }

        return double.PositiveInfinity;
    }
}
