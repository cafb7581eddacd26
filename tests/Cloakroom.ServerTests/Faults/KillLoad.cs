using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Cloakroom.ServerTests.Faults;

/// <summary>
/// People who log in, write and log out all the time, side by side, until the server is killed. What counts as acknowledged is an answer
/// received to its last byte.
/// </summary>
internal sealed class KillLoad(Uri server, IReadOnlyList<(string Email, string UserId)> people, Numbers numbers)
{
    private const int Writers = 4, LogoutEvery = 80;

    private readonly ConcurrentBag<Promise> _all = [];
    private Channel<Promise> _idle = Channel.CreateUnbounded<Promise>();
    private int _acknowledged, _logins;

    public IReadOnlyCollection<Promise> All => _all;

    public int Acknowledged => _acknowledged;

    public int Logins => _logins;

    /// <summary>Puts the server under load until so many more answers have come and one login is among them, then kills it amid the rest.</summary>
    public async Task RunAsync(ServerProcess process, int answers)
    {
        int target = _acknowledged + answers, logins = _logins + 1;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _idle = Channel.CreateUnbounded<Promise>();
        foreach (Promise live in _all.Where(p => !p.LogoutAcknowledged))
        {
            _idle.Writer.TryWrite(live);
        }

        using var caller = new Caller(server);
        Task[] load = [LogInAsync(caller, Count), .. Enumerable.Range(0, Writers).Select(i => WriteAsync(caller, new Numbers(numbers.Next()), Count))];
        Task first = await Task.WhenAny([enough.Task, .. load]);
        await process.KillAsync();
        _idle.Writer.TryComplete();
        await first;
        await Task.WhenAll(load);

        void Count()
        {
            if (Interlocked.Increment(ref _acknowledged) >= target && Volatile.Read(ref _logins) >= logins)
            {
                enough.TrySetResult();
            }
        }
    }

    /// <summary>Every promise that was ever made is kept.</summary>
    public async Task CheckAsync()
    {
        using var caller = new Caller(server);
        await Parallel.ForEachAsync(_all, TestContext.Current.CancellationToken, async (promise, _) => await promise.CheckAsync(caller));
    }

    private Task LogInAsync(Caller caller, Action count) => UntilKilledAsync(async () =>
    {
        (string email, string userId) = people[(_logins + 1) % people.Count];
        Reply reply = await caller.LogInAsync(email);
        if (IsOverdue(reply))
        {
            return;
        }

        Assert.True(reply.Status == 200, $"login of {email}: {reply}");
        var promise = new Promise(reply.SessionId ?? throw new InvalidOperationException("A login without a cookie."), email, userId);
        _all.Add(promise);
        _idle.Writer.TryWrite(promise);
        Interlocked.Increment(ref _logins);
        count();
    });

    private Task WriteAsync(Caller caller, Numbers own, Action count) => UntilKilledAsync(async () =>
    {
        Promise promise = await _idle.Reader.ReadAsync();
        try
        {
            await (own.Below(LogoutEvery) == 0 ? LogOutAsync(caller, promise) : WriteAsync(caller, promise));
            count();
        }
        finally
        {
            if (!promise.LogoutAsked)
            {
                _idle.Writer.TryWrite(promise);
            }
        }
    });

    private static async Task WriteAsync(Caller caller, Promise promise)
    {
        int next = ++promise.Sent;
        Reply reply = await caller.PutAsync("number", next, promise.Session);
        if (!IsOverdue(reply))
        {
            Assert.True(reply.Status == 204, $"{promise.Email} writes {next}: {reply}");
            promise.Written = next;
        }
    }

    private static async Task LogOutAsync(Caller caller, Promise promise)
    {
        promise.LogoutAsked = true;
        Reply reply = await caller.LogOutAsync(promise.Session);
        // Overdue, and in the journal: as good as done.
        Assert.True(reply.Status is 204 or 202, $"{promise.Email} logs out: {reply}");
        promise.LogoutAcknowledged = true;
    }

    // Nothing is acknowledged by it: on a machine with too much to do, a write may miss its bound, and happen or not.
    private static bool IsOverdue(Reply reply) => reply is { Status: 503, Code: "store_unavailable" };

    private static async Task UntilKilledAsync(Func<Task> step)
    {
        try
        {
            while (true)
            {
                await step();
            }
        }
        catch (HttpRequestException)
        {
            // The server was killed: whether this request was done is open.
        }
        catch (ChannelClosedException)
        {
            // The same, and there is nobody left to act for.
        }
        catch (IOException)
        {
            // The same, in the middle of an answer.
        }
        catch (SocketException)
        {
            // The same, as soon as there was a connection: HttpClient lets this one through as it is.
        }
    }
}
