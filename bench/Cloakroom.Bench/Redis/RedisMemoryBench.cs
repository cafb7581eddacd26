using System.Globalization;
using System.Text;
using Cloakroom.Bench.Reports;
using Cloakroom.Redis;

namespace Cloakroom.Bench;

/// <summary>
/// What a session takes in Redis, with everything needed to find, list and end it: the growth of <c>used_memory</c> over many sessions,
/// each with an address, a role, a device and a method, in a Redis with its defaults.
/// </summary>
internal sealed class RedisMemoryBench(int sessions)
{
    private const int AtOnce = 256;

    /// <param name="arguments">The number of sessions (1,000,000).</param>
    public static Task<PartReport> RunAsync(string[] arguments) =>
        new RedisMemoryBench(arguments is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 1_000_000).MeasureAsync();

    private async Task<PartReport> MeasureAsync()
    {
        var report = new PartReport(
            "redis-memory", "Memory in Redis",
            $"{sessions:N0} sessions with all that is needed to find, list and end those of a user: the growth of `used_memory` of a Redis with its defaults. Each has an address, a role, a "
            + "device and a method.");
        ResultTable table = report.Table("By user ID, and by how many sessions a user has.", "user ID", "sessions a user", "bytes a session");
        foreach (bool isGuid in (bool[])[false, true])
        {
            foreach (int each in (int[])[1, 5])
            {
                table.Row(isGuid ? "GUID" : "number", $"{each}", $"{await MeasureAsync(isGuid, each):F0}");
            }
        }

        return report;
    }

    private async Task<double> MeasureAsync(bool isGuid, int each)
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
            for (int i = Interlocked.Increment(ref next); i < sessions; i = Interlocked.Increment(ref next))
            {
                await CreateAsync(store, i / each, isGuid);
            }
        }));
        return (await UsedAsync(line) - before) / (double)sessions;
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
