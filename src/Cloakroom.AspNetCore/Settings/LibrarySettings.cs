using System.Globalization;
using Cloakroom.Cookies;

namespace Cloakroom.Settings;

/// <summary>The settings that library and server share.</summary>
internal static class LibrarySettings
{
    private const string Time = "a time as [days.]hours:minutes:seconds";

    public static readonly IReadOnlyList<Setting<CloakroomOptions>> Table =
    [
        new("PublicUrl", "http://localhost:4242", "an address as https://host[:port]",
            "The address under which browsers reach the application. It decides name and attributes of the cookie. In the library the default is taken from the listening addresses.",
            (o, v) => Set(() => o.PublicUrl = v)),
        new("Session:Idle", "01:00:00", Time, "Longest time without a request before a session ends; at least 1 second, not above Session:Absolute.",
            (o, v) => TryTime(v, t => o.Session.Idle = t)),
        new("Session:Absolute", "1.00:00:00", Time, "Longest life of a session whatever the use, and Max-Age of its cookie; 1 second to 400 days.",
            (o, v) => TryTime(v, t => o.Session.Absolute = t)),
        new("Session:TouchEvery", "00:01:00", Time, "Shortest time between two notes of last use; at most half of Session:Idle.",
            (o, v) => TryTime(v, t => o.Session.TouchEvery = t)),
        new("Session:MaxPerUser", "100", "a number from 1 to 10000", "Live sessions of one user; at a further login the least recently seen ends.",
            (o, v) => TryNumber(v, n => o.Session.MaxPerUser = (int)Math.Clamp(n, int.MinValue, int.MaxValue))),
        new("Session:FailStatic", "00:00:10", Time, "How long safe requests (GET, HEAD) of sessions in the near cache are still answered after the store was last heard of; 0 turns it off, at most 5 minutes.",
            (o, v) => TryTime(v == "0" ? "00:00:00" : v, t => o.Session.FailStatic = t)),
        new("Session:Journal", "", "a path, or off", "File for logouts that must survive a restart. In the library none by default; the server's is revocations.journal beside the accounts or in ./cloakroom-data, and off turns it off.",
            (o, v) => Set(() => o.Journal = v.Length == 0 ? null : v)),
        new("Session:NearCacheBytes", "67108864", "a number of bytes", "Greatest size of the near cache; 0 turns it off.",
            (o, v) => TryNumber(v, n => o.Session.NearCacheBytes = n)),
        new("Session:SameSite", "Strict", "Strict or Lax", "SameSite of the session cookie. With Strict a link from another site still arrives logged in, by a small reload.",
            (o, v) => Enum.TryParse(v, ignoreCase: true, out SameSite s) && Enum.IsDefined(s) && Set(() => o.SameSite = s)),
        new("Session:Domain", "", "nothing", "Not to be set: the cookie is for the host of PublicUrl alone. Whoever sets it is told what would come of it, and what to do instead.",
            (o, v) => Set(() => o.CookieDomain = v)),
        new("Token:Access", "00:05:00", Time, "Life of an access token, less up to 5 % so that not all end at once; 1 second to 1 hour.",
            (o, v) => TryTime(v, t => o.Token.Access = t)),
        new("Token:RefreshIdle", "7.00:00:00", Time, "Longest time without a refresh before a session with tokens ends; not above Token:RefreshAbsolute.",
            (o, v) => TryTime(v, t => o.Token.RefreshIdle = t)),
        new("Token:RefreshAbsolute", "30.00:00:00", Time, "Longest life of a session with tokens whatever the use; up to 400 days.",
            (o, v) => TryTime(v, t => o.Token.RefreshAbsolute = t)),
        new("Token:RefreshGrace", "00:00:10", Time, "How long after a refresh the same refresh token still gets the same successor; 0 to 1 minute.",
            (o, v) => TryTime(v == "0" ? "00:00:00" : v, t => o.Token.RefreshGrace = t)),
        new("Token:Audience", "", "a name, mostly an address", "Who access tokens are for. By default PublicUrl.",
            (o, v) => Set(() => o.Token.Audience = v.Length == 0 ? null : v)),
        new("Keys:Secret", "", "32 bytes in base64, or file: and a path", "Encrypts the signing keys in the store, and in the server the secrets of authenticator apps. Make one with: openssl rand -base64 32. By default they are stored as they are.",
            (o, v) => Set(() => o.Keys.Secret = v.Length == 0 ? null : v)),
        new("Keys:New", "false", "true or false", "Whether signing keys that cannot be read are replaced, which ends all access tokens signed by them; otherwise the start is refused. The server's flag --new-keys does the same.",
            (o, v) => bool.TryParse(v, out bool n) && Set(() => o.Keys.New = n)),
        new("Csrf:Origins", "", "origins as https://host[:port], separated by commas", "Further origins of the same site whose pages may send unsafe requests and read the answers (CORS), with cookies.",
            (o, v) => Set(() => AddAll(o.CsrfOrigins, v))) { IsList = true },
        new("LoginPath", "/login", "a path of this application, or nothing", "Where a navigation without session is sent; empty answers 401 instead.",
            (o, v) => Set(() => o.LoginPath = v)),
    ];

    internal static bool TryTime(string text, Action<TimeSpan> apply) =>
        // Without a colon "c" would read days, and 30 minutes is what most people mean by 30.
        text.Contains(':', StringComparison.Ordinal)
        && TimeSpan.TryParseExact(text, ["c", @"h\:mm\:ss", @"d\.h\:mm\:ss"], CultureInfo.InvariantCulture, out TimeSpan time) && Set(() => apply(time));

    internal static bool TryNumber(string text, Action<long> apply) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && Set(() => apply(number));

    internal static bool Set(Action apply)
    {
        apply();
        return true;
    }

    internal static void AddAll(IList<string> list, string text)
    {
        foreach (string item in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            list.Add(item);
        }
    }
}
