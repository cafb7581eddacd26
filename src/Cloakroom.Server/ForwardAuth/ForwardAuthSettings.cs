using Cloakroom.Server.Settings;
using Cloakroom.Settings;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>The settings of forward-auth.</summary>
internal static class ForwardAuthSettings
{
    public static readonly IReadOnlyList<Setting<ServerOptions>> Table =
    [
        new("ForwardAuth:Rules", "", "rules such as app.example.com/admin role:admin, separated by semicolons",
            "What a request needs that a proxy asks about: a host, a path or both, and then public, signed-in, role:NAME, fresh:5m, cross-site, preflight, with commas. Where no rule speaks of it, signed-in.",
            (o, v) => LibrarySettings.Set(() => o.ForwardAuthRules.AddRange(v.Split((char[])[';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))) { IsList = true },
    ];

    /// <summary>One sentence; empty when all is well.</summary>
    public static IEnumerable<string> Validate(ServerOptions options)
    {
        _ = AccessRules.Read(options.ForwardAuthRules, out string problem);
        return problem.Length == 0 ? [] : [problem];
    }
}
