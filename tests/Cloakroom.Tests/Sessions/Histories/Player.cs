namespace Cloakroom.Tests.Sessions.Histories;

/// <summary>Plays a schedule against a store and writes down its history.</summary>
internal sealed class Player(Schedule schedule, bool ownsStore)
{
    private readonly World _world = new(ownsStore);
    private long _moment;

    /// <summary>One call after the other, in the order that the schedule gives: the same every time.</summary>
    public async Task<History> InOrderAsync(ISessionStore store)
    {
        Call[] before = await PrepareAsync(store);
        IEnumerator<Call>[] clients = [.. schedule.Clients.Select((moves, i) => _world.Play(i, moves).GetEnumerator())];
        List<Call>[] done = [.. clients.Select(_ => new List<Call>())];
        List<int> waiting = [.. Enumerable.Range(0, clients.Length)];
        for (int turn = 0; waiting.Count > 0; turn++)
        {
            int client = waiting[schedule.Order[turn % schedule.Order.Length] % waiting.Count];
            if (clients[client].MoveNext())
            {
                done[client].Add(await RunAsync(client, clients[client].Current, store, pause: 0));
            }
            else
            {
                waiting.Remove(client);
            }
        }

        return new History([before, .. done.Select(calls => calls.ToArray())]);
    }

    /// <summary>All clients at once.</summary>
    public async Task<History> RaceAsync(ISessionStore store)
    {
        Call[] before = await PrepareAsync(store);
        return new([before, .. await Task.WhenAll(schedule.Clients.Select((moves, client) => Task.Run(() => PlayAsync(client, moves, store, schedule.Order))))]);
    }

    private Task<Call[]> PrepareAsync(ISessionStore store) => PlayAsync(schedule.Clients.Length, schedule.Before, store, pauses: []);

    private async Task<Call[]> PlayAsync(int client, Move[] moves, ISessionStore store, int[] pauses)
    {
        List<Call> done = [];
        foreach (Call call in _world.Play(client, moves))
        {
            // To the end of the queue, so that the clients take turns on few cores too.
            await Task.Yield();
            done.Add(await RunAsync(client, call, store, pauses.Length == 0 ? 0 : pauses[(done.Count + client) % pauses.Length]));
        }

        return [.. done];
    }

    // A pause on the way to the store, or on the way back, makes calls overlap as they do over a network.
    private async Task<Call> RunAsync(int client, Call call, ISessionStore store, int pause)
    {
        call.Client = client;
        call.Start = Interlocked.Increment(ref _moment);
        await PauseIf(pause == 1);
        await call.RunAsync(store);
        await PauseIf(pause == 2);
        call.End = Interlocked.Increment(ref _moment);
        return call;
    }

    private static async ValueTask PauseIf(bool pause)
    {
        if (pause)
        {
            await Task.Yield();
        }
    }
}
