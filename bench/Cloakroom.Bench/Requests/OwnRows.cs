using System.Text.Json;
using Cloakroom.Bench.Contest;

namespace Cloakroom.Bench.Requests;

/// <summary>The ways to ask an application with Cloakroom.</summary>
internal static class OwnRows
{
    public const string Far = "`cookie`, near cache off, Redis";
    public const string Post = "`cookie`, POST, `Sec-Fetch-Site`";

    private const string Personal = "/personal";

    /// <summary>The row of an endpoint that is open to all.</summary>
    public static string Open(string carrier) => $"`{carrier}`, open to all";

    /// <summary>The row of an endpoint with a parameter of type <see cref="Session"/>.</summary>
    public static string Takes(string carrier) => $"`{carrier}`, `Session` parameter";

    /// <summary>The row of an endpoint that reads the user's ID.</summary>
    public static string Reads(string carrier) => $"`{carrier}`, user's ID";

    /// <summary>
    /// Four endpoints that differ in what they ask about the user. What is open to all is compared with the same answer, and what knows its user
    /// with an answer that has the headers of a personal one.
    /// </summary>
    /// <param name="bare">The application without authentication.</param>
    /// <param name="ours">The one with Cloakroom.</param>
    /// <param name="carrier">As the contract calls it.</param>
    public static async Task<Group[]> CarrierAsync(Ask bare, Contender ours, string carrier)
    {
        string shown = await LoginAsync(ours, carrier);
        var nobody = Ask.Get(ours, "/hello");
        return
        [
            new(bare, new Row(Open(carrier), nobody, nobody with { Plain = [.. nobody.Plain, shown] })),
            new(
                bare with { Path = Personal },
                new(Takes(carrier), nobody, Ask.Get(ours, "/session", shown)),
                new(Reads(carrier), nobody, Ask.Get(ours, "/id", shown)),
                new($"`{carrier}`, `RequireAuthorization`", nobody, Ask.Get(ours, "/private", shown))),
        ];
    }

    /// <summary>The store is asked for every request.</summary>
    public static async Task<Group> FarAsync(Ask bare, Contender far)
    {
        string shown = await LoginAsync(far, "cookie");
        var nobody = Ask.Get(far, "/hello");
        return new(bare with { Path = Personal }, new(Far, nobody, Ask.Get(far, "/id", shown)), new($"{Far}, `RequireAuthorization`", nobody, Ask.Get(far, "/private", shown)));
    }

    /// <summary>A POST that is checked for its origin by what the browser says, and one with a token.</summary>
    public static async Task<Group> PostsAsync(Ask bare, Contender ours)
    {
        string shown = await LoginAsync(ours, "cookie");
        using var csrf = JsonDocument.Parse(await Caller.GetAsync(Ask.Get(ours, "/auth/csrf", shown)));
        var browser = new Ask(ours, "POST", "/id", Ask.Script, shown);
        await (browser with { Plain = [.. Ask.Program, "Sec-Fetch-Site: cross-site"] }).ProveRefusedAsync("a page of another site");
        Ask nobody = browser with { Path = "/hello", Secrets = [] };
        return new(
            bare with { Method = "POST", Path = Personal },
            new(Post, nobody, browser),
            new("`cookie`, POST, `X-CSRF-Token`", nobody, browser with { Plain = Ask.Program, Secrets = [shown, $"X-CSRF-Token: {csrf.RootElement.GetProperty("token").GetString()}"] }));
    }

    /// <summary>The header line of the one user; another user is proven not to get in.</summary>
    public static async Task<string> LoginAsync(Contender ours, string carrier)
    {
        string name = carrier.Replace("-", "", StringComparison.Ordinal);
        (string other, _) = await Caller.LoginAsync(ours, $"/login?carrier={name}&user=43");
        await Ask.Get(ours, "/id", other).ProveRefusedAsync("another user");
        return (await Caller.LoginAsync(ours, $"/login?carrier={name}")).Line;
    }
}
