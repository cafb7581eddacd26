namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Every artefact that this server gives out, shown in every place where one of them belongs (A038).</summary>
internal static class Matrix
{
    private const string Session = "session cookie", Access = "bearer token", Refresh = "refresh token", AccessCookie = "access cookie", RefreshCookie = "refresh cookie", Csrf = "CSRF token";

    private static readonly string[] Places = [Session, Access, AccessCookie, Csrf, Refresh, RefreshCookie];

    public static async Task<IReadOnlyList<(string Shown, string Where, WireAnswer Answer)>> PlayAsync(Scene scene)
    {
        var all = new List<(string, string, WireAnswer)>();
        foreach (string where in Places)
        {
            foreach (string shown in Places)
            {
                // New ones for each: what is refused may end what it belongs to.
                Person person = await scene.Ground.PersonAsync("matrix");
                all.Add((shown, where, await ShowAsync(scene.Ground.Here, person, where, await MakeAsync(scene.Ground.Here, person, shown))));
            }
        }

        return all;
    }

    private static async Task<string> MakeAsync(Node node, Person person, string what) => what switch
    {
        Session => await person.SidAsync(),
        Access => (await person.TokensAsync()).Access,
        Refresh => (await person.TokensAsync()).Refresh,
        AccessCookie => (await person.CookieTokensAsync()).Access,
        RefreshCookie => (await person.CookieTokensAsync()).Refresh,
        _ => (await node.AskAsync("/auth/csrf", await person.SidAsync())).Json.GetProperty("token").GetString() ?? "",
    };

    private static async Task<WireAnswer> ShowAsync(Node node, Person person, string where, string value) => where switch
    {
        Session => await node.AskAsync("/auth/session", value),
        Access => await node.BearAsync("/auth/session", value),
        AccessCookie => await node.SendAsync("GET", "/auth/session", null, ("Cookie", $"{Person.AccessCookie}={value}")),
        Refresh => await node.RefreshAsync(value),
        RefreshCookie => await node.SendAsync("POST", "/auth/refresh", null, ("Cookie", $"{Person.RefreshCookie}={value}"), ("Origin", Ground.Origin)),
        _ => await node.SendAsync("POST", "/auth/sessions", null, ("Cookie", $"{Person.Cookie}={await person.SidAsync()}"), ("X-CSRF-Token", value)),
    };
}
