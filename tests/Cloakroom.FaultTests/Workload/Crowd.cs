using System.Collections.Concurrent;
using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Workload;

/// <summary>
/// People who use the nodes all the time, each node as it comes: log in, look, write, log out here and elsewhere, and give up waiting. One
/// half of the users never logs out, so that there is always somebody whom nobody may refuse.
/// </summary>
internal sealed class Crowd(Client client, ulong seed, Pace pace)
{
    // Of a thousand steps, those that begin or end a session.
    private const int Comings = 120;

    private readonly ConcurrentDictionary<string, Ticket[]> _tickets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Ticket[]> _over = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Ticket> _all = [];

    /// <summary>Every session that ever began.</summary>
    public IReadOnlyCollection<Ticket> All => _all;

    /// <summary>Sessions of users who log out now and then, most of them live.</summary>
    public IEnumerable<Ticket> Leaving(int most) => Enumerable.Range(0, pace.Users).Where(Leaves).SelectMany(u => TicketsOf(Name(u)).TakeLast(1)).Take(most);

    /// <summary>Everybody logs in, and is seen by every node.</summary>
    public async Task ArriveAsync()
    {
        string[] users = [.. Enumerable.Range(0, pace.Users).Select(Name)];
        await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (user, _) =>
        {
            for (int i = 0; i < 2; i++)
            {
                await LogInAsync(i % client.Nodes, user, null);
            }

            foreach (Ticket ticket in TicketsOf(user))
            {
                for (int node = 0; node < client.Nodes; node++)
                {
                    await client.AskAsync(node, Verb.Who, ticket);
                }
            }
        });
    }

    /// <summary>Goes on until it is told to stop, or for so many operations.</summary>
    public Task RunAsync(CancellationToken stop, int operations = int.MaxValue)
    {
        int left = operations;
        return Task.WhenAll(Enumerable.Range(0, pace.Clients).Select(i => Task.Run(async () =>
        {
            var numbers = new Numbers(seed + ((ulong)i * 7919));
            while (!stop.IsCancellationRequested && Interlocked.Decrement(ref left) >= 0)
            {
                await StepAsync(numbers);
                if (pace.Pause > TimeSpan.Zero)
                {
                    await Task.Delay(pace.Pause * (numbers.Below(200) / 100.0), CancellationToken.None);
                }
            }
        })));
    }

    private async Task StepAsync(Numbers numbers)
    {
        int who = numbers.Below(pace.Users), node = numbers.Below(client.Nodes), what = numbers.Below(1000), giveUp = numbers.Below(1000);
        if (what < Comings && numbers.Below(1000) >= pace.Turnover)
        {
            what += Comings;
        }

        string user = Name(who);
        Ticket[] tickets = TicketsOf(user);
        // Milliseconds, so that it falls into the middle of a call to the store now and then.
        TimeSpan? patience = giveUp < pace.GiveUp ? TimeSpan.FromMilliseconds(giveUp % 4) : null;
        if (tickets.Length == 0 || what < 30)
        {
            await LogInAsync(node, user, patience);
            return;
        }

        Ticket ticket = tickets[numbers.Below(tickets.Length)], other = tickets[numbers.Below(tickets.Length)];
        bool leaves = Leaves(who);
        if (what >= 900 && _over.GetValueOrDefault(user, []) is { Length: > 0 } over)
        {
            // What is over is asked for again and again: it must stay so.
            await client.AskAsync(node, what < 970 ? Verb.Who : Verb.Write, over[numbers.Below(over.Length)], null, patience);
            return;
        }

        Verb verb = what switch
        {
            < 50 => Verb.Public,
            < 80 when leaves => Verb.Logout,
            < 95 when leaves && other != ticket => Verb.EndOne,
            < 105 when leaves => Verb.EndOthers,
            < 120 when leaves => Verb.EndAll,
            < 250 => Verb.Write,
            < 400 => Verb.Read,
            < 450 => Verb.List,
            _ => Verb.Who,
        };
        await (verb switch
        {
            Verb.Public => client.VisitAsync(node),
            Verb.EndAll when numbers.Below(2) == 0 => Task.WhenAll(AskAsync(node, verb, ticket, null, patience), LogInAsync(numbers.Below(client.Nodes), user, null)),
            _ => AskAsync(node, verb, ticket, verb == Verb.EndOne ? other : null, patience),
        });
    }

    private async Task LogInAsync(int node, string user, TimeSpan? patience)
    {
        if (await client.LogInAsync(node, user, patience) is { } ticket)
        {
            _all.Add(ticket);
            // The oldest are forgotten by their owner; they are asked for once more at the end.
            _tickets.AddOrUpdate(user, [ticket], (_, old) => [.. old.TakeLast(pace.TicketsPerUser - 1), ticket]);
        }
    }

    private async Task AskAsync(int node, Verb verb, Ticket ticket, Ticket? target, TimeSpan? patience)
    {
        Operation operation = await client.AskAsync(node, verb, ticket, target, patience);
        if (operation.Answer.Status == 401)
        {
            _over.AddOrUpdate(ticket.User, [ticket], (_, old) => old.Contains(ticket) ? old : [.. old.TakeLast(pace.TicketsPerUser), ticket]);
            _tickets.AddOrUpdate(ticket.User, [], (_, old) => old.Length > 1 ? [.. old.Where(t => t != ticket)] : []);
        }
    }

    private Ticket[] TicketsOf(string user) => _tickets.GetValueOrDefault(user, []);

    private static bool Leaves(int number) => number % 2 == 1;

    private static string Name(int number) => $"u{number}";
}

/// <summary>How much goes on.</summary>
internal sealed record Pace
{
    public int Users { get; init; } = 16;

    public int Clients { get; init; } = 6;

    public int TicketsPerUser { get; init; } = 6;

    /// <summary>Mean time that a client waits before it goes on.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>Of a thousand logins and logouts, how many take place; the others become writes. Where what is kept must not grow, few do.</summary>
    public int Turnover { get; init; } = 1000;

    /// <summary>Of a thousand requests, how many are given up after a few milliseconds.</summary>
    public int GiveUp { get; init; } = 30;
}
