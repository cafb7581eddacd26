using System.Globalization;
using System.Text;
using Cloakroom.Redis;

namespace Cloakroom.Bench;

/// <summary>
/// What a session takes in Redis, with everything needed to find, list and end it: the growth of <c>used_memory</c> over 1,000,000 sessions,
/// each with an address, a role, a device and a method, in a Redis with its defaults.
/// </summary>
internal static class RedisMemoryBench
{
    private const int Sessions = 1_000_000;
    private const int AtOnce = 256;

    public static async Task RunAsync()
    {
        Console.WriteLine($"{Sessions:N0} sessions; bytes a session by used_memory");
        Console.WriteLine("| user ID | sessions a user | bytes a session |");
        Console.WriteLine("|---|---|---|");
        foreach (bool isGuid in (bool[])[false, true])
        {
            foreach (int each in (int[])[1, 5])
            {
                Console.WriteLine($"| {(isGuid ? "GUID" : "number")} | {each} | {await MeasureAsync(isGuid, each):F0} |");
            }
        }
    }

    private static async Task<double> MeasureAsync(bool isGuid, int each)
    {
        await using RedisServer server = await RedisServer.StartAsync();
        var options = RedisStoreOptions.Parse($"127.0.0.1:{server.Port}");
        options.Deadline = TimeSpan.FromSeconds(10);
        await using var store = RedisSessionStore.Open(options, TimeProvider.System);
        await using var line = new RedisLine(options);
        await line.First;
        long before = await UsedAsync(line);
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < Sessions; i = Interlocked.Increment(ref next))
            {
                await CreateAsync(store, i / each, isGuid);
            }
        }));
        return (await UsedAsync(line) - before) / (double)Sessions;
    }

    private static async Task CreateAsync(RedisSessionStore store, int user, bool isGuid)
    {
        string id = isGuid ? new Guid(user, 7, 4711, 1, 2, 3, 4, 5, 6, 7, 8).ToString() : user.ToString(CultureInfo.InvariantCulture);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var session = new Session
        {
            Digest = SessionId.CreateFor(store, id).DigestFor(store),
            Handle = SessionHandle.Create(),
            User = new SessionUser(id) { Email = $"person{user}@example.com", Roles = ["user"] },
            AuthenticationMethods = ["pwd"],
            Device = "Firefox on Linux",
            CreatedAt = now,
            AuthenticatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now.AddDays(1),
            IdleTimeout = TimeSpan.FromHours(1),
        };
        if ((await store.CreateAsync(new(session, 100), CancellationToken.None)).Applied != Applied.Done)
        {
            throw new InvalidOperationException("A new session was not taken.");
        }
    }

    private static async Task<long> UsedAsync(RedisLine line)
    {
        using Reply info = await line.CallAsync("*2\r\n$4\r\nINFO\r\n$6\r\nmemory\r\n"u8, CancellationToken.None);
        string used = Encoding.ASCII.GetString(info.Bytes).Split('\n').First(l => l.StartsWith("used_memory:", StringComparison.Ordinal));
        return long.Parse(used["used_memory:".Length..].Trim(), CultureInfo.InvariantCulture);
    }
}
