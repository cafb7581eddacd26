using Cloakroom.Server.Settings;
using Cloakroom.Settings;

namespace Cloakroom.Server.External;

/// <summary>The lines of the settings table for providers, and what must hold between several.</summary>
internal static class ExternalSettings
{
    public static readonly IReadOnlyList<Setting<ServerOptions>> Table =
    [
        Line("Name", "", "small letters, digits and hyphens", "Name of a provider to log in with, as it stands in addresses. Further providers are External:1, External:2 and so on.", (e, v) => e.Name = v),
        Line("Title", "", "a text", "What people read on its button. By default the name.", (e, v) => e.Title = v),
        Line("Authority", "", "an address as https://host[/path]", "Its issuer, under which /.well-known/openid-configuration is found; https, or http on loopback.", (e, v) => e.Authority = v),
        Line("ClientId", "", "a text", "The client ID that it gave this server.", (e, v) => e.ClientId = v),
        Line("ClientSecret", "", "a text", "The client secret that it gave this server; best in the environment.", (e, v) => e.ClientSecret = v),
        Line("Scopes", ExternalOptions.DefaultScopes, "scopes with spaces between them", "What is asked for.", (e, v) => e.Scopes = v),
        new("External:0:TrustFactors", "false", "true or false",
            "Whether a second factor that it says it has asked for stands for the one of the account. By default the account's own is asked as well.", (_, _) => false)
        {
            TryApplyTo = (o, n, v) => bool.TryParse(v, out bool trusts) && LibrarySettings.Set(() => o.ProviderAt(n).TrustsFactors = trusts),
        },
    ];

    /// <summary>One sentence per mistake; empty when all is well.</summary>
    public static IEnumerable<string> Validate(IReadOnlyCollection<ExternalOptions> providers)
    {
        foreach (string wrong in providers.SelectMany(p => p.Validate()))
        {
            yield return wrong;
        }

        foreach (ExternalOptions same in Repeated(providers, p => p.Name))
        {
            yield return $"Cloakroom:External:{same.Number}:Name is '{same.Name}', which another provider has; give each a name of its own.";
        }

        // An account is known by issuer and subject: two clients at one issuer could not be told apart.
        foreach (ExternalOptions same in Repeated(providers, p => p.Authority.TrimEnd('/')))
        {
            yield return $"Cloakroom:External:{same.Number}:Authority is '{same.Authority}', which another provider has; leave one of the two out.";
        }
    }

    private static IEnumerable<ExternalOptions> Repeated(IEnumerable<ExternalOptions> providers, Func<ExternalOptions, string> part) =>
        providers.GroupBy(part, StringComparer.Ordinal).SelectMany(same => same.Skip(1));

    private static Setting<ServerOptions> Line(string key, string normal, string form, string meaning, Action<ExternalOptions, string> apply) =>
        new($"External:0:{key}", normal, form, meaning, (_, _) => false)
        {
            TryApplyTo = (o, n, v) => LibrarySettings.Set(() => apply(o.ProviderAt(n), v)),
        };
}
