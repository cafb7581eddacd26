using Cloakroom.Bench.Contest;
using Microsoft.AspNetCore.Builder;

namespace Cloakroom.Bench.Apps;

/// <summary>What this program serves when it is started as a contender: <c>serve NAME [ARGUMENT...]</c>. Says its address in one line, and ends when its input does.</summary>
internal static class Catalog
{
    private static readonly Dictionary<string, Func<string[], WebApplication>> Apps = new(StringComparer.Ordinal)
    {
        ["bare"] = _ => BenchApp.Build(pipeline: app => app.MapPersonal()),
        ["cloakroom"] = a => OwnApps.Sessions(a[0], isNear: true),
        ["cloakroom-far"] = a => OwnApps.Sessions(a[0], isNear: false),
        ["cloakroom-tokens"] = a => OwnApps.Tokens(a[0]),
        ["cloakroom-server"] = OwnApps.Server,
        ["behind-proxy"] = a => BehindProxy.Build(a[0]),
        ["dictionary"] = _ => DictionaryApp.Build(),
        ["cookie"] = a => TicketApps.Cookie(a[0]),
        ["cookie-memory"] = a => TicketApps.Cookie(a[0], new MemoryTickets()),
        ["cookie-redis"] = a => TicketApps.Cookie(a[0], new RedisTickets(new RedisValues(a[1]))),
        ["bearer-ticket"] = a => TicketApps.Bearer(a[0]),
        ["session-redis"] = a => SessionApp.Build(a[0], new RedisCache(new RedisValues(a[1]))),
        ["antiforgery"] = a => AntiforgeryApp.Build(a[0]),
        ["jwt"] = a => JwtApp.Build(a[0]),
    };

    public static async Task ServeAsync(string name, string[] arguments)
    {
        await using WebApplication app = Apps[name](arguments);
        await app.StartAsync();
        await Console.Out.WriteLineAsync(BenchApp.AddressOf(app).ToString());
        await Child.UntilInputEndsAsync();
    }
}
