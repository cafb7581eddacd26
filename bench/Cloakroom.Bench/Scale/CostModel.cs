using System.Globalization;
using System.Text;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench;

/// <summary>What it costs as sessions and nodes grow, from what was measured; written into docs/scale.md, which holds the formulas.</summary>
internal sealed record CostModel
{
    private const double BytesOfAMaster = 32e9, Spare = 1.5, ShareOfAThread = 0.3, SecondsOfALife = 86_400, Peak = 3, Ended = 0.2, Active = 0.1;
    private const double LedgerCapacity = 1_000_000, LedgerBytes = 64, TokenSeconds = 15 * 60, FeedEntryBytes = 58, LargestFeed = 6e6, QuestionsASecond = 2, DefaultCache = 64 << 20;
    private static readonly (double Sessions, double Nodes)[] Sizes = [(1e6, 2), (1e7, 10), (1e8, 100), (1e9, 1000)];

    public required double CachedBytes { get; init; }

    public required double RedisBytes { get; init; }

    public required double SqliteBytes { get; init; }

    /// <summary>Logins a second of one master, and of one file.</summary>
    public required double RedisLogins { get; init; }

    public required double SqliteLogins { get; init; }

    public required PushCost Push { get; init; }

    /// <summary>Pictures of memory and of what a master delivers.</summary>
    public IEnumerable<BarChart> Charts()
    {
        var memory = new BarChart("Memory, as sessions and nodes grow", "GB", ["Redis", "near caches, all nodes"]);
        var push = new BarChart("Telling nodes of changes", "a second", ["changes", "messages of each master"]);
        foreach ((double sessions, double nodes) in Sizes)
        {
            string name = $"{Big(sessions)}, {Whole(nodes)} nodes";
            memory.Add(name, RedisGigabytes(sessions), sessions * Active * CachedBytes / 1e9);
            push.Add(name, Changes(sessions), Changes(sessions) * nodes);
        }

        return [memory, push];
    }

    /// <summary>The part of the page between its marks.</summary>
    public string Markdown(RunNote run, string[] pictures)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{run.Text} Load, store and server shared the cores, so the rates are lower than where they do not.\n\n");
        text.Append("| constant | measured |\n|---|---|\n");
        Constant("a session in the near cache", $"{Whole(CachedBytes)} bytes");
        Constant("a session in Redis, one of a user", $"{Whole(RedisBytes)} bytes");
        Constant("a session in the SQLite file", $"{Whole(SqliteBytes)} bytes");
        Constant("logins of one master, and of one SQLite file", $"{Whole(RedisLogins)} and {Whole(SqliteLogins)} a second");
        Constant("processor time of a master to tell one node of one change", $"{Push.Delivery * 1e6:F2} µs");
        Constant("a message on the wire", $"{Whole(Push.MessageBytes)} bytes");
        Constant("processor time of a master for a lease question", $"{Push.Question * 1e6:F1} µs");
        text.Append(CultureInfo.InvariantCulture, $"""

            Assumed: a session lives a day, at its peak hour there are {Whole(Peak)} times the logins of the average, one login in {Whole(1 / Ended)} leads to a logout or another
            change, a tenth of the sessions is in use in an hour, and people stay with a node; a master has {Whole(BytesOfAMaster / 1e9)} GB.

            | sessions | nodes | logins a second | changes a second | Redis | masters | near cache of a node | messages of each master, a second | share of its thread | a node hears | lease questions, share of a thread | clusters needed |
            |---|---|---|---|---|---|---|---|---|---|---|---|

            """);
        foreach ((double sessions, double nodes) in Sizes)
        {
            double changes = Changes(sessions), masters = Masters(sessions), told = changes * nodes;
            string[] cells =
            [
                Big(sessions), Whole(nodes), Whole(Logins(sessions)), Whole(changes), $"{Whole(RedisGigabytes(sessions))} GB", Whole(masters), $"{Whole(sessions * Active / nodes * CachedBytes / 1e6)} MB",
                Whole(told), Percent(told * Push.Delivery), $"{changes * masters * Push.MessageBytes / 1e6:F2} MB/s", Percent(nodes * QuestionsASecond * Push.Question), Whole(Clusters(sessions, nodes)),
            ];
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |\n");
        }

        text.Append("\nWhere each part breaks, and what to do then:\n\n| part | breaks at | then |\n|---|---|---|\n");
        double limit = ShareOfAThread / Push.Delivery;
        Break("near cache, default size", $"{Whole(DefaultCache / CachedBytes)} sessions in use on a node", "raise `NearCacheBytes`; until then the rest asks the store");
        Break("one SQLite file", $"{Whole(SqliteLogins / 2)} logins a second, or the disk: {Whole(1e9 * SqliteBytes / 1e9)} GB for 10⁹ sessions", "PostgreSQL or Redis");
        Break("one PostgreSQL", $"its own rate of durable commits (the part `creation`); look-ups ask each partition", "a database of its own for sessions, or Redis");
        Break("memory of one master", $"{Whole(BytesOfAMaster / Spare / RedisBytes / 1e6)} million sessions", "Redis Cluster: memory and logins divide by masters");
        Break("logins of one master", $"{Whole(RedisLogins / 2)} a second", "more masters");
        Break("telling nodes", $"changes × nodes above {Whole(limit)} a second, {Percent(ShareOfAThread)} of a thread: {Whole(limit / 1000)} changes a second at 1,000 nodes", "clusters of their own for parts of the users, each with its nodes; with k of them, 1/k² each");
        Break("lease questions", $"{Whole(ShareOfAThread / QuestionsASecond / Push.Question)} nodes a master", "the same");
        Break("connections", $"3,333 nodes a master, at the 10,000 clients that Redis takes by default", "raise `maxclients`, or the same");
        Break("ledger of a node", $"{LedgerCapacity / SecondsOfALife:F1} ends a second, over a day: then it holds the last million, {Whole(LedgerCapacity / Changes(1e9))} s at 10⁹ sessions", "a replica that confirms each end (`Replicas`), which makes the ledger a second line");
        Break("journal of a node", $"{Whole(Changes(1e9) * LedgerBytes / 1000)} kB a second at 10⁹ sessions: no limit", "nothing");
        Break("feed for offline services", $"{Whole(LargestFeed / FeedEntryBytes / TokenSeconds)} ends a second, where one page is {Whole(LargestFeed / 1e6)} MB", "shorter tokens, and clusters of their own");
        foreach (string picture in pictures)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{picture}\n");
        }

        return text.ToString();

        void Constant(string what, FormattableString value) => text.Append(CultureInfo.InvariantCulture, $"| {what} | {value.ToString(CultureInfo.InvariantCulture)} |\n");

        void Break(string part, FormattableString at, string then) => text.Append(CultureInfo.InvariantCulture, $"| {part} | {at.ToString(CultureInfo.InvariantCulture)} | {then} |\n");
    }

    private static double Logins(double sessions) => Peak * sessions / SecondsOfALife;

    private static double Changes(double sessions) => Ended * Logins(sessions);

    private double RedisGigabytes(double sessions) => Spare * sessions * RedisBytes / 1e9;

    private double Masters(double sessions) => Math.Ceiling(Math.Max(RedisGigabytes(sessions) * 1e9 / BytesOfAMaster, Logins(sessions) / (RedisLogins / 2)));

    private double Clusters(double sessions, double nodes) => Math.Max(1, Math.Ceiling(Math.Sqrt(Changes(sessions) * nodes * Push.Delivery / ShareOfAThread)));

    private static string Big(double number) => $"10{(int)Math.Round(Math.Log10(number)) switch { 6 => "⁶", 7 => "⁷", 8 => "⁸", _ => "⁹" }}";

    private static string Whole(double number) => number.ToString(number < 10 && number % 1 != 0 ? "0.##" : "N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString(share < 0.1 ? "0.0" : "N0", CultureInfo.InvariantCulture) + " %";
}
