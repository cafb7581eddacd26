using Cloakroom.Bench.Contest;
using Cloakroom.Bench.Requests;

namespace Cloakroom.Bench.Peers;

/// <summary>Cloakroom, in the ways that the peers have a counterpart of.</summary>
internal static class OwnEntries
{
    public const string Cookie = "Cloakroom: cookie", Token = "Cloakroom: token", Post = "Cloakroom: POST, cookie", Redis = "Cloakroom: cookie, Redis";

    private const string Far = "Cloakroom: cookie, Redis only", JwtCookie = "Cloakroom: jwt-cookie", Offline = "Cloakroom: AddCloakroomTokens";

    // What stands behind the name of a row that authorization guards.
    private const string Guard = ", RequireAuthorization";

    public static string Guarded(string name) => name + Guard;

    public static async Task<Rival[]> StartAsync(Field field, string? redis)
    {
        Contender ours = await field.ServeAsync("cloakroom", Path.Combine(field.Folder("store"), "bench.db"));
        Contender offline = await field.ServeAsync("cloakroom-tokens", ours.Url.GetLeftPart(UriPartial.Authority));
        Rival cookie = await Rival.OfAsync(Cookie, ours, null, login: "/login?carrier=cookie"), token = await Rival.OfAsync(Token, ours, null, login: "/login?carrier=token");
        var elsewhere = new Rival(new(Offline, Ask.Get(offline, "/hello"), token.Row.Authenticated with { Contender = offline }), null);
        await Caller.UntilGreetedAsync(elsewhere.Row.Authenticated);
        Row post = (await OwnRows.PostsAsync(cookie.Row.Anonymous, ours)).Rows[0];
        List<Rival> all =
        [
            cookie, cookie.Guarded(null), token, token.Guarded(null), await Rival.OfAsync(JwtCookie, ours, null, login: "/login?carrier=jwtcookie"),
            elsewhere, elsewhere.Guarded(null), new(post with { Name = Post }, null),
        ];
        if (redis is not null)
        {
            all.Add(await Rival.OfAsync(Redis, await field.ServeAsync("cloakroom", redis), null));
            all.Add(await Rival.OfAsync(Far, await field.ServeAsync("cloakroom-far", redis), null));
        }

        return [.. all];
    }
}
