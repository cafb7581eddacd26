using System.Text.Json;
using Cloakroom.Tests.Server.Attacks.Judgements;

namespace Cloakroom.Tests.Server.Attacks.Variants;

/// <summary>Everything that this server gives out, beyond <see cref="Matrix"/>, shown in every place where something of it belongs (promise R4).</summary>
internal static class Artefacts
{
    private const string Session = "session cookie", Access = "bearer token", AccessCookie = "access cookie", Refresh = "refresh token", RefreshCookie = "refresh cookie", Csrf = "CSRF token",
        Link = "link in a mail", Half = "half of a login", Device = "device cookie", Identity = "token for an application";

    private static readonly string[] Given = [Session, Access, AccessCookie, Refresh, RefreshCookie, Csrf, Link, Half, Device, Identity];
    private static readonly string[] Places = [Session, Access, AccessCookie, Refresh, RefreshCookie, Csrf, Link, Half];

    public static async Task<IReadOnlyList<(string Shown, string Where, WireAnswer Answer)>> PlayAsync(Ground ground)
    {
        var all = new List<(string, string, WireAnswer)>();
        foreach (string shown in Given)
        {
            foreach (string where in Places)
            {
                // New ones for each: what is refused may end what it belongs to.
                Person person = await ground.PersonAsync("artefact");
                (string value, string code) = await MakeAsync(ground, person, shown);
                all.Add((shown, where, await ShowAsync(ground.Here, person, where, value, code)));
            }
        }

        return all;
    }

    private static async Task<(string Value, string Code)> MakeAsync(Ground ground, Person person, string what)
    {
        if (what == Half)
        {
            var app = new App(ground, person);
            return (await app.BeginAsync(), app.Code);
        }

        string value = what switch
        {
            Session => await person.SidAsync(),
            Access => (await person.TokensAsync()).Access,
            Refresh => (await person.TokensAsync()).Refresh,
            AccessCookie => (await person.CookieTokensAsync()).Access,
            RefreshCookie => (await person.CookieTokensAsync()).Refresh,
            Link => MailedLinks.Link(ground, person),
            Device => (await person.LoginAsync()).SetCookie("__Host-device") ?? "",
            Identity => await IdentityAsync(ground, person),
            _ => (await ground.Here.AskAsync("/auth/csrf", await person.SidAsync())).Json.GetProperty("token").GetString() ?? "",
        };
        Assert.NotEqual("", value);
        return (value, "000000");
    }

    // For an application on our own host: audience and issuer are those of an access token.
    private static async Task<string> IdentityAsync(Ground ground, Person person)
    {
        byte[] question = Gateway.Question(WireCalls.Bytes("GET", "/", [("Cookie", $"{Person.Cookie}={await person.SidAsync()}")]));
        WireAnswer answer = await Wire.ExchangeAsync(ground.Here.Url, question, isProxy: true);
        return answer.Header("Authorization")["Bearer ".Length..];
    }

    private static async Task<WireAnswer> ShowAsync(Node node, Person person, string where, string value, string code) => where switch
    {
        Session => await node.AskAsync("/auth/session", value),
        Access => await node.BearAsync("/auth/session", value),
        AccessCookie => await node.SendAsync("GET", "/auth/session", null, ("Cookie", $"{Person.AccessCookie}={value}")),
        Refresh => await node.RefreshAsync(value),
        RefreshCookie => await node.SendAsync("POST", "/auth/refresh", null, ("Cookie", $"{Person.RefreshCookie}={value}"), ("Origin", Ground.Origin)),
        Link => await node.JsonAsync("/auth/reset", JsonSerializer.Serialize(new { code = value, password = "a wholly different phrase" })),
        Half => await node.JsonAsync("/auth/login/mfa", JsonSerializer.Serialize(new { mfa_token = value, code })),
        _ => await CsrfAsync(node, person, value),
    };

    // A session of its own where the person has a second factor by now.
    private static async Task<WireAnswer> CsrfAsync(Node node, Person person, string value)
    {
        WireAnswer login = await node.JsonAsync("/auth/login", person.Credentials());
        string sid = login.Status == 200 ? await person.SidAsync() : SessionId.Create().Reveal();
        return await node.SendAsync("POST", "/auth/sessions", null, ("Cookie", $"{Person.Cookie}={sid}"), ("X-CSRF-Token", value));
    }
}
