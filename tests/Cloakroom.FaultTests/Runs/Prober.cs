using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Workload;

namespace Cloakroom.FaultTests.Runs;

/// <summary>Finds out when everything works again, and asks for every session that ever was.</summary>
internal static class Prober
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>Milliseconds until somebody could log in, write, look and log out on every node; null when that took too long.</summary>
    public static async Task<double?> RecoverAsync(Client client, History history, TimeSpan bound)
    {
        double since = history.Now;
        bool[] works = await Task.WhenAll(Enumerable.Range(0, client.Nodes).Select(async node =>
        {
            while (!await WorksAsync(client, node))
            {
                if (history.Now - since > bound.TotalMilliseconds)
                {
                    return false;
                }

                await Task.Delay(Step, CancellationToken.None);
            }

            return true;
        }));
        return works.All(w => w) ? history.Now - since : null;
    }

    /// <summary>Shows every session to every node until the node knows.</summary>
    public static Task AskForAllAsync(Client client, IReadOnlyCollection<Ticket> tickets, TimeSpan bound) =>
        Parallel.ForEachAsync(tickets.SelectMany(t => Enumerable.Range(0, client.Nodes).Select(n => (t, n))), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, _) =>
        {
            for (long start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < bound; await Task.Delay(Step, CancellationToken.None))
            {
                Operation operation = await client.AskAsync(one.n, Verb.Who, one.t);
                if (operation.Answer.Status is 200 or 401)
                {
                    return;
                }
            }
        });

    private static async Task<bool> WorksAsync(Client client, int node)
    {
        string user = $"probe{node}";
        return await client.LogInAsync(node, user) is { } ticket
            && (await client.AskAsync(node, Verb.Write, ticket)).Answer.IsDone
            && (await client.AskAsync(node, Verb.Who, ticket)).Answer.IsDone
            && (await client.AskAsync(node, Verb.Logout, ticket)).Answer.IsDone;
    }
}
