using Cloakroom.Bench.Contest;

namespace Cloakroom.Bench.Peers;

/// <summary>What applications on Node use; there only when bench/peers/install has fetched it.</summary>
internal static class NodePeers
{
    private static readonly (string Name, string Folder, string[] Arguments, bool IsOverRedis, string Against)[] All =
    [
        ("express-session, Redis", "express-session", [], true, OwnEntries.Redis),
        ("@fastify/session, Redis", "fastify-session", [], true, OwnEntries.Redis),
        ("better-auth, Redis", "better-auth", [], true, OwnEntries.Redis),
        ("better-auth, cookie cache", "better-auth", ["cache"], true, OwnEntries.Cookie),
        ("iron-session", "iron-session", [], false, OwnEntries.Cookie),
        ("jose, ES256", "jose", [], false, OwnEntries.Token),
    ];

    /// <param name="field">Ends them.</param>
    /// <param name="redis">The address of Redis; null where there is none.</param>
    public static async Task<Found> StartAsync(Field field, string? redis)
    {
        List<Rival> rivals = [];
        List<string> missing = [];
        foreach ((string name, string folder, string[] arguments, bool isOverRedis, string against) in All)
        {
            if (redis is null && isOverRedis)
            {
                continue;
            }

            if (Repository.Find("bench", "peers", folder, "node_modules") is null)
            {
                missing.Add(name);
                continue;
            }

            Contender contender = await ServeAsync(field, name, folder, isOverRedis && redis is not null ? [redis, .. arguments] : arguments);
            rivals.Add((await Rival.OfAsync(name, contender, against)) with { IsOfNode = true });
        }

        return new([.. rivals], [.. missing], rivals.Count == 0 ? null : Ask.Get(await ServeAsync(field, "node:http", "node-http", []), "/hello"));
    }

    private static async Task<Contender> ServeAsync(Field field, string name, string folder, string[] arguments) =>
        field.Add(await Child.StartAsync(name, "node", ["server.mjs", .. arguments], Repository.Find("bench", "peers", folder))).Contender;

    /// <summary>Those that are installed, the names of those that are not, and Node without any authentication.</summary>
    public sealed record Found(Rival[] Rivals, string[] Missing, Ask? Bare);
}
