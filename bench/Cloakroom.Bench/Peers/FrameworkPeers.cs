using Cloakroom.Bench.Apps;
using Cloakroom.Bench.Contest;

namespace Cloakroom.Bench.Peers;

/// <summary>What ASP.NET Core brings along.</summary>
internal static class FrameworkPeers
{
    public static async Task<Rival[]> StartAsync(Field field, string? redis)
    {
        string keys = field.Folder("keys");
        Rival cookie = await OfAsync("AddCookie", OwnEntries.Cookie, "cookie", keys), ticket = await OfAsync("AddBearerToken", OwnEntries.Token, "bearer-ticket", keys),
            hs256 = await OfAsync("AddJwtBearer, HS256", OwnEntries.Token, "jwt", "HS256");
        List<Rival> all =
        [
            await OfAsync("dictionary, the limit", null, "dictionary"),
            cookie, cookie.Guarded(OwnEntries.Guarded(OwnEntries.Cookie)), await OfAsync("AddCookie, tickets in memory", OwnEntries.Cookie, "cookie-memory", keys),
            ticket, ticket.Guarded(OwnEntries.Guarded(OwnEntries.Token)), hs256, hs256.Guarded(OwnEntries.Guarded(OwnEntries.Token)),
            await OfAsync("AddJwtBearer, RS256", OwnEntries.Token, "jwt", "RS256"), await OfAsync("AddJwtBearer, ES256", OwnEntries.Token, "jwt", "ES256"),
            await AntiforgeryAsync(await field.ServeAsync("antiforgery", keys)),
        ];
        if (redis is not null)
        {
            all.Add(await OfAsync("AddCookie, tickets in Redis", OwnEntries.Redis, "cookie-redis", keys, redis));
            all.Add(await OfAsync("ISession, Redis", OwnEntries.Redis, "session-redis", keys, redis));
        }

        return [.. all];

        async Task<Rival> OfAsync(string name, string? against, string app, params string[] arguments) =>
            await Rival.OfAsync(name, await field.ServeAsync(app, arguments), against);
    }

    private static async Task<Rival> AntiforgeryAsync(Contender contender)
    {
        (string cookie, string token) = await Caller.LoginAsync(contender);
        var ask = new Ask(contender, "POST", "/checked", Ask.Script, cookie, $"{AntiforgeryApp.Header}: {token}");
        return new(new("POST, antiforgery token", ask with { Path = "/hello", Secrets = [] }, ask), OwnEntries.Post);
    }
}
