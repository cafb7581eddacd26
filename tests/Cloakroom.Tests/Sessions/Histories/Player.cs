namespace Cloakroom.Tests.Sessions.Histories;

/// <summary>Plays a schedule against a store and writes down its history.</summary>
internal sealed class Player(Schedule schedule, ISessionStore store, bool ownsStore)
{
    private readonly World _world = new(store, ownsStore);
    private long _moment;

    /// <summary>One call after the other, in the order that the schedule gives: the same every time.</summary>
    public async Task<History> InOrderAsync()
    {
        Call[] before = await PrepareAsync();
        IEnumerator<Call>[] clients = [.. schedule.Clients.Select((moves, i) => _world.Play(i, moves).GetEnumerator())];
        List<Call>[] done = [.. clients.Select(_ => new List<Call>())];
        List<int> waiting = [.. Enumerable.Range(0, clients.Length)];
        for (int turn = 0; waiting.Count > 0; turn++)
        {
            int client = waiting[schedule.Order[turn % schedule.Order.Length] % waiting.Count];
            if (clients[client].MoveNext())
            {
                done[client].Add(await RunAsync(client, clients[client].Current, pause: 0));
            }
            else
            {
                waiting.Remove(client);
            }
        }

        return new History([before, .. done.Select(calls => calls.ToArray())]);
    }

    /// <summary>All clients at once.</summary>
    public async Task<History> RaceAsync()
    {
        Call[] before = await PrepareAsync();
        return new([before, .. await Task.WhenAll(schedule.Clients.Select((moves, client) => Task.Run(() => PlayAsync(client, moves, schedule.Order))))]);
    }

    private Task<Call[]> PrepareAsync() => PlayAsync(schedule.Clients.Length, schedule.Before, pauses: []);

    private async Task<Call[]> PlayAsync(int client, Move[] moves, int[] pauses)
    {
        List<Call> done = [];
        foreach (Call call in _world.Play(client, moves))
        {
            // To the end of the queue, so that the clients take turns on few cores too.
            await Task.Yield();
            done.Add(await RunAsync(client, call, pauses.Length == 0 ? 0 : pauses[(done.Count + client) % pauses.Length]));
        }

        return [.. done];
    }

    // A pause on the way to the store, or on the way back, makes calls overlap as they do over a network.
    private async Task<Call> RunAsync(int client, Call call, int pause)
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
