using Cloakroom.Bench.Contest;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Requests;

/// <summary>
/// What Cloakroom costs: endpoints of an application with it against the same of an application without any authentication, each in a
/// process of its own.
/// </summary>
internal static class RequestsBench
{
    private const string About =
        "The same small application with Cloakroom and without any authentication, each in a process of its own, answers the same five bytes; the store is SQLite with the near "
        + "cache where nothing else is said. *No authentication* is that other application; *nobody* is the application with Cloakroom, asked "
        + "without a cookie or token. An endpoint that is *open to all* is compared with the same answer there; one that knows its user, with an answer that has the two headers of a personal one (`Cache-Control: no-store`, `Vary`), which Cloakroom sets. An endpoint that *reads the user's ID* takes it from `HttpContext.User`, and one with a *`Session` parameter* from that; both let in one user only. Before it is measured, each way is "
        + "proven: the right user gets in, and a changed secret, none, and another user do not. What is compared is measured directly one after the other, in each round; "
        + "ratios are medians of the ratios of the rounds.";

    private static readonly (string Name, double Least)[] Carriers = [("cookie", 0.95), ("token", 0.92), ("jwt-cookie", 0.92)];

    /// <param name="arguments">Number of rounds, seconds of each endpoint in a round, and a part of the names to measure; 65, 0.1 and all otherwise.</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        var rounds = Rounds.Of(arguments, starts: 5, count: 65);
        var report = new PartReport("requests", "A request with a session against the same request without authentication", $"{About} {rounds.Method}; {Load.Method}.{Missing()}");
        Standing[] standings = await rounds.RunAsync(StartAsync);
        Tables.Write(report, standings, NginxRows.Anonymous);
        Tables.Draw(report, standings);
        AddAims(report, standings);
        return report;
    }

    private static async Task<IEnumerable<Group>> StartAsync(Field field)
    {
        var bare = Ask.Get(await field.ServeAsync("bare"), "/hello");
        Contender ours = await field.ServeAsync("cloakroom", Path.Combine(field.Folder("store"), "bench.db"));
        List<Group> groups =
        [
            .. await OwnRows.CarrierAsync(bare, ours, "cookie"), .. await OwnRows.CarrierAsync(bare, ours, "token"), .. await OwnRows.CarrierAsync(bare, ours, "jwt-cookie"),
            await OwnRows.PostsAsync(bare, ours),
        ];
        if (RedisServer.IsHere)
        {
            RedisServer redis = field.Add(await RedisServer.StartAsync(launch: Core.StartOther));
            groups.Add(await OwnRows.FarAsync(bare, await field.ServeAsync("cloakroom-far", redis.Address)));
        }

        if (NginxRows.IsPossible)
        {
            groups.Add(await NginxRows.StartAsync(field));
        }

        return groups;
    }

    private static string Missing() => $"{(RedisServer.IsHere ? "" : " Without redis-server, the rows over Redis are left out.")}{(NginxRows.IsPossible ? "" : " Without nginx, its rows are left out.")}";

    private static void AddAims(PartReport report, Standing[] standings)
    {
        foreach ((string name, double least) in ((string, double)[])[
            .. Carriers.SelectMany(c => (string[])[OwnRows.Open(c.Name), OwnRows.Takes(c.Name), OwnRows.Reads(c.Name)], (c, row) => (row, c.Least)), (OwnRows.Far, 0.55), (OwnRows.Post, 0.95)])
        {
            if (Array.Find(standings, s => s.Name == name) is { } standing)
            {
                report.Add(Aim.AtLeast($"{name}: requests a second, of nobody's at the same application", standing.ToOwn.Median, least));
                report.Add(Aim.AtLeast($"{name}: requests a second, of those without authentication", standing.ToBare.Median, least));
            }
        }

        if (Array.Find(standings, s => s.Name == NginxRows.Cloakroom) is { } proxied)
        {
            report.Add(Aim.AtLeast($"{NginxRows.Cloakroom}: requests a second, of those with a static 204 in its place", proxied.ToOwn.Median, 0.80));
        }
    }
}
