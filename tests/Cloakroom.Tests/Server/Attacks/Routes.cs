namespace Cloakroom.Tests.Server.Attacks;

/// <summary>The addresses that the names in braces stand for.</summary>
internal static class Routes
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["LOGINPAGE"] = "/login",
        ["LOGIN"] = "/auth/login",
        ["TOKEN"] = "/auth/login",
        ["REGISTER"] = "/auth/register",
        ["SESSION"] = "/auth/session",
        ["SESSION_B"] = "/auth/session",
        ["SESSIONS"] = "/auth/sessions",
        ["PROTECTED"] = "/auth/sessions",
        ["PROTECTED_B"] = "/auth/sessions",
        // Ends all other sessions of the same person: a change that can be seen.
        ["MUTATE"] = "/auth/sessions",
        ["FORGOT"] = "/auth/forgot",
        ["RESET"] = "/auth/reset",
        ["REDEEM"] = "/auth/reset",
        ["CHPASS"] = "/auth/password",
        ["CHEMAIL"] = "/auth/email",
        ["CONFIRM"] = "/confirm",
        ["CSRF"] = "/auth/csrf",
        ["MFA"] = "/auth/login/mfa",
        ["LOGOUT"] = "/auth/logout",
        ["LOGOUT_ALL"] = "/auth/logout?all=true",
        ["REFRESH"] = "/auth/refresh",
        ["REVOKE"] = "/auth/revoke",
        ["INTROSPECT"] = "/auth/introspect",
        ["JWKS"] = "/.well-known/jwks.json",
        ["APP"] = AppBehind.App,
        ["APP_ADMIN"] = AppBehind.Administration,
        ["APP_WS"] = AppBehind.WebSocket,
        ["SLOW"] = AppBehind.Slow,
        ["FWD"] = "/auth/verify",
        ["APP_PUBLIC"] = "/public/page",
        ["APP_ECHO"] = "/echo",
        ["APP_PRIVATE"] = "/private",
        ["APP_SCOPE_A"] = "/scope-a",
        ["APP_SCOPE_B"] = "/scope-b",
        // There is no place that asks for a second factor; this one asks for a login a short time ago.
        ["APP_MFA"] = "/fresh",
    };

    /// <summary>Addresses that lines name and nobody has built: their requests are left out of lines that have others.</summary>
    public static IReadOnlyDictionary<string, string> NotBuilt { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["ADMIN_DISABLE"] = "an account is disabled by the command `users disable`, which the test runs",
        ["ADMIN_SETROLE"] = "a role is taken away by the command `users role remove`, which the test runs",
        ["MAGIC"] = "there are no login links",
    };

    public static string? Find(string name) => Known.GetValueOrDefault(name);

    public static bool IsNotBuilt(string path) => NotBuilt.Keys.Any(name => path == $"{{{name}}}");
}
