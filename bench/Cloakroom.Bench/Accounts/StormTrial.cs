using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cloakroom.Bench.Stores;

namespace Cloakroom.Bench.Accounts;

/// <summary>
/// Nine o'clock: everybody logs in at once, each with the right password, and far more than can be hashed. Meanwhile those who are logged in
/// go on. The server is a process of its own; the load shares the cores with it.
/// </summary>
internal sealed class StormTrial(Uri server, string cookie) : IDisposable
{
    public const int Accounts = 2000;

    // Session checks: keep-alive connections, at a rate that leaves an idle server idle.
    public const int ChecksPerSecond = 400;

    private const int Checkers = 8;

    private readonly HttpClient _checks = Client(server), _logins = Client(server);
    private int _next;

    /// <summary>Logins a second when the hashing is all there is to do.</summary>
    public async Task<double> CapacityAsync(TimeSpan time)
    {
        using var end = new CancellationTokenSource(time);
        long start = Stopwatch.GetTimestamp();
        int[] done = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            int mine = 0;
            while (!end.IsCancellationRequested)
            {
                mine += await LoginAsync() == 200 ? 1 : 0;
            }

            return mine;
        })));
        return done.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Session checks alone.</summary>
    public Task<Latencies> IdleAsync(TimeSpan time)
    {
        return ChecksAsync(new CancellationTokenSource(time));
    }

    /// <summary>Session checks while so many logins a second come in.</summary>
    public async Task<(Latencies Checks, double Good, double Away, double Broken)> StormAsync(TimeSpan time, double perSecond)
    {
        // A second before the checks: the queue is full by then.
        var logins = new List<Task<int>>();
        Task<Latencies>? checks = null;
        long start = Stopwatch.GetTimestamp();
        for (TimeSpan now = TimeSpan.Zero; now < time; now = Stopwatch.GetElapsedTime(start))
        {
            checks ??= now.TotalSeconds >= 1 ? ChecksAsync(new CancellationTokenSource(time - now)) : null;
            while (logins.Count < now.TotalSeconds * perSecond)
            {
                logins.Add(LoginAsync());
            }

            await Task.Delay(5);
        }

        Latencies measured = await (checks ?? throw new ArgumentException("Too short.", nameof(time)));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int[] all = [.. logins.Where(l => l.IsCompletedSuccessfully).Select(l => l.Result)];
        await Task.WhenAll(logins);
        return (measured, all.Count(s => s == 200) / seconds, all.Count(s => s == 503) / seconds, all.Count(s => s is not (200 or 503)) / seconds);
    }

    public void Dispose()
    {
        _checks.Dispose();
        _logins.Dispose();
    }

    private async Task<Latencies> ChecksAsync(CancellationTokenSource end)
    {
        using (end)
        {
            return await Latencies.MeasureAsync(Checkers, _ => CheckAsync(), ChecksPerSecond, end.Token);
        }
    }

    private async Task<bool> CheckAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/session");
        request.Headers.Add("Cookie", cookie);
        using HttpResponseMessage answer = await _checks.SendAsync(request);
        return answer.IsSuccessStatusCode;
    }

    private async Task<int> LoginAsync()
    {
        string name = (Interlocked.Increment(ref _next) % Accounts).ToString(CultureInfo.InvariantCulture);
        using var body = new StringContent(Credentials(name), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _logins.PostAsync("/auth/login", body);
        return (int)answer.StatusCode;
    }

    public static string Credentials(string name) => $$"""{"email":"user{{name}}@example.org","password":"{{LoginServer.Password}}"}""";

    private static HttpClient Client(Uri server) => new(new SocketsHttpHandler { UseCookies = false, PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { BaseAddress = server };
}
