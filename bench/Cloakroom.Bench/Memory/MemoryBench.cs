using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench;

/// <summary>What a session takes: in the near cache, in Redis and in the SQLite file, with everything that keeps, finds, lists and ends it.</summary>
internal static class MemoryBench
{
    private const int MostCached = 400, MostInRedis = 320, MostInSqlite = 250;

    /// <param name="arguments">How many sessions; 1,000,000 when it does not say.</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        int sessions = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        string count = sessions.ToString("N0", CultureInfo.InvariantCulture);
        var report = new PartReport(
            "memory", "What a session takes",
            $"{count} sessions, each with {Typical.Contents}. Bytes a session, everything included that keeps, finds, lists and ends it. The principal is "
            + "in the record of the near cache: user ID, address and roles; the claims are made from it when a request asks for them.");
        var chart = new BarChart($"Bytes a session, of {count}", "bytes", ["user ID a number", "user ID a GUID"]);

        ResultTable cached = report.Table("In the near cache, after a full collection:", "sessions", "user ID", "bytes a session", "bytes allocated by recognising one again");
        double? most = null;
        foreach ((int number, bool isGuid) in ((int, bool)[])[(sessions / 100, false), (sessions / 10, false), (sessions, false), (sessions, true)])
        {
            (double kept, double again) = await CacheMemory.MeasureAsync(number, isGuid);
            cached.Row(number.ToString("N0", CultureInfo.InvariantCulture), Name(isGuid), Whole(kept), Whole(again));
            most = isGuid ? most : kept;
            if (isGuid)
            {
                chart.Add("near cache", most, kept);
            }
        }

        report.Add(Aim.AtMost($"bytes of a session in the near cache, of {count}", most ?? 0, MostCached));
        await RedisAsync(report, chart, sessions);
        await SqliteAsync(report, chart, sessions);
        report.Add(chart);
        return report;
    }

    /// <summary>The same of ten times as many, as far as it is not in the part <c>scale-10m</c>: that has SQLite, and Redis with numbers.</summary>
    /// <param name="arguments">How many sessions; 10,000,000 when it does not say.</param>
    public static async Task<PartReport> RunLargeAsync(string[] arguments)
    {
        int sessions = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000_000;
        string count = sessions.ToString("N0", CultureInfo.InvariantCulture);
        var report = new PartReport(
            "memory-10m", "What a session takes, of ten million",
            $"{count} sessions, each of another user, with {Typical.Contents}. Bytes a session, everything included that keeps, finds, lists and ends it. What one takes in a "
            + "SQLite file of as many, and in Redis with numbers as user IDs, is in the part `scale-10m`.");
        ResultTable table = report.Table("After a full collection, and in Redis 7 with its defaults by the growth of `used_memory`:", "where", "sessions", "user ID", "bytes a session");
        double cached = (await CacheMemory.MeasureAsync(sessions, isGuid: false)).Kept;
        table.Row("near cache", count, Name(isGuid: false), Whole(cached));
        double redis = await RedisMemory.MeasureAsync(sessions, each: 1, isGuid: true);
        table.Row("Redis", count, Name(isGuid: true), Whole(redis));
        report.Add(Aim.AtMost($"bytes of a session in the near cache, of {count}", cached, MostCached));
        report.Add(Aim.AtMost($"bytes of a session in Redis, of {count}, the user ID a GUID", redis, MostInRedis));
        return report;
    }

    private static async Task RedisAsync(PartReport report, BarChart chart, int sessions)
    {
        ResultTable table = report.Table("In Redis 7 with its defaults, by the growth of `used_memory`:", "user ID", "sessions of a user", "bytes a session");
        foreach (int each in (int[])[1, 5])
        {
            double[] bytes = [await RedisMemory.MeasureAsync(sessions, each, isGuid: false), await RedisMemory.MeasureAsync(sessions, each, isGuid: true)];
            table.Row(Name(isGuid: false), $"{each}", Whole(bytes[0]));
            table.Row(Name(isGuid: true), $"{each}", Whole(bytes[1]));
            chart.Add($"Redis, {each} of a user", bytes[0], bytes[1]);
            report.Add(Aim.AtMost($"bytes of a session in Redis, {each} of a user, the larger of the two", bytes.Max(), MostInRedis));
        }
    }

    private static async Task SqliteAsync(PartReport report, BarChart chart, int sessions)
    {
        ResultTable table = report.Table(
            "In the SQLite file, its lookups included: after a checkpoint, and what lay in the WAL beside it when the last login was answered:",
            "user ID", "file, bytes a session", "WAL beside it, MB");
        var files = new List<double>();
        foreach (bool isGuid in (bool[])[false, true])
        {
            (double file, long wal) = await SqliteMemory.MeasureAsync(sessions, isGuid);
            table.Row(Name(isGuid), Whole(file), (wal / 1e6).ToString("N1", CultureInfo.InvariantCulture));
            files.Add(file);
        }

        chart.Add("SQLite file", files[0], files[1]);
        report.Add(Aim.AtMost("bytes of a session in the SQLite file, the user ID a number", files[0], MostInSqlite));
        report.Add(Aim.AtMost("the same, the user ID a GUID", files[1], MostInSqlite));
    }

    private static string Name(bool isGuid) => isGuid ? "GUID" : "number";

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
