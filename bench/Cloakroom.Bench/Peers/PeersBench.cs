using Cloakroom.Bench.Contest;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Peers;

/// <summary>Cloakroom and what else an application could use, in one run: each in a process of its own, each relative to its own anonymous endpoint.</summary>
internal static class PeersBench
{
    // So many rows share one measurement of the application without authentication.
    private const int RowsOfGroup = 4;

    private const string About =
        "Each contender is an application in a process of its own, set up as its documentation says (`bench/peers` gives the sources), with an anonymous endpoint and one that lets in one user "
        + "only by their ID; both answer the same five bytes. Before it is measured, each is proven: the right user gets in, and a changed secret and none do not. Node runs as one process. "
        + "*No authentication* is the smallest application of the same platform, ASP.NET Core or `node:http`; *nobody* is the contender itself, asked without a cookie or token, directly before. "
        + "The processor time of Redis is not counted. Where the framework needs a cache or ticket store over Redis, it is written over Cloakroom's own client with fewer commands than the "
        + "framework's, which favours it. The dictionary is the least that a middleware can do, without expiry, store or logout: a limit, not a peer.";

    /// <param name="arguments">Number of rounds, seconds of each endpoint in a round, and a part of the names to measure; 51, 0.1 and all otherwise.</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        var rounds = Rounds.Of(arguments, starts: 3, count: 51);
        Rival[] rivals = [];
        string missing = "";
        Standing[] standings = await rounds.RunAsync(async field =>
        {
            string? redis = RedisServer.IsHere ? field.Add(await RedisServer.StartAsync(launch: Core.StartOther)).Address : null;
            NodePeers.Found node = await NodePeers.StartAsync(field, redis);
            missing = Missing(redis, node.Missing);
            var bare = Ask.Get(await field.ServeAsync("bare"), "/hello");
            rivals = [.. await OwnEntries.StartAsync(field, redis), .. await FrameworkPeers.StartAsync(field, redis), .. node.Rivals];
            return rivals.GroupBy(r => r.Row.Authenticated.Method == "POST" ? bare with { Method = "POST" } : r.IsOfNode && node.Bare is { } smallest ? smallest : bare)
                .SelectMany(same => same.Chunk(RowsOfGroup).Select(some => new Group(same.Key, [.. some.Select(r => r.Row)])));
        });
        var report = new PartReport("peers", "Cloakroom and its peers", $"{About} {rounds.Method}; {Load.Method}.{missing}");
        Tables.Write(report, standings, "");
        Tables.Draw(report, standings);
        AddAims(report, rivals, standings);
        return report;
    }

    // Ahead of each, in ratio and in processor time.
    private static void AddAims(PartReport report, Rival[] rivals, Standing[] standings)
    {
        Dictionary<string, Standing> of = standings.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (Rival rival in rivals)
        {
            if (rival.Against is { } name && of.TryGetValue(name, out Standing? ours) && of.TryGetValue(rival.Row.Name, out Standing? theirs))
            {
                report.Add(Aim.AtMost($"{theirs.Name}: ratio to nobody at the same application, against that of {ours.Name}", theirs.ToOwn.Median, ours.ToOwn.Median));
                report.Add(Aim.AtMost($"{ours.Name}: CPU ms per 1,000 requests, against those of {theirs.Name}", ours.Cpu.Median, theirs.Cpu.Median));
            }
        }
    }

    private static string Missing(string? redis, string[] missing) =>
        $"{(redis is null ? " Without redis-server, all rows over Redis are left out." : "")}"
        + $"{(missing.Length > 0 ? $" Left out, because `bench/peers/install` has not fetched it: {string.Join(", ", missing)}." : "")}";
}
