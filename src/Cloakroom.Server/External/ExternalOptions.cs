using System.Text.RegularExpressions;

namespace Cloakroom.Server.External;

/// <summary>The settings of one provider that people may log in with: <c>External:0:…</c>, <c>External:1:…</c> and so on.</summary>
/// <param name="Number">Its place in the settings.</param>
internal sealed partial record ExternalOptions(int Number)
{
    public const string DefaultScopes = "openid email profile";

    /// <summary>Part of the addresses <c>/auth/external/{name}</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>What people read on the button; the name where it is empty.</summary>
    public string Title { get => field.Length > 0 ? field : Name; set; } = "";

    /// <summary>The issuer (OpenID Connect Discovery 4): its discovery document is below it.</summary>
    public string Authority { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>Separated by spaces; with <c>openid</c>.</summary>
    public string Scopes { get; set; } = DefaultScopes;

    /// <summary>Whether a second factor that the provider has asked for (<c>amr</c> with <c>mfa</c>) stands for that of the account.</summary>
    public bool TrustsFactors { get; set; }

    /// <summary>Whether nothing but defaults was set, so that there is no such provider.</summary>
    public bool IsEmpty => this == new ExternalOptions(Number);

    /// <summary>One sentence per mistake. The secret is in none.</summary>
    public IEnumerable<string> Validate()
    {
        if (!NameForm().IsMatch(Name))
        {
            yield return Say("Name", Name, "write up to 32 small letters, digits and hyphens, for example google");
        }

        if (WhyNot(Authority) is { } problem)
        {
            yield return Say("Authority", Authority.Contains('@', StringComparison.Ordinal) ? "an address with a user" : Authority, problem);
        }

        if (ClientId.Length is 0 or > 512 || !ClientId.All(IsVisible))
        {
            yield return Say("ClientId", ClientId, "write the client ID that the provider gave you");
        }

        if (ClientSecret.Length is 0 or > 1024 || !ClientSecret.All(c => c is >= ' ' and <= '~'))
        {
            yield return $"Cloakroom:External:{Number}:ClientSecret is empty or has characters that no secret has; write the client secret that the provider gave you.";
        }

        if (!Scopes.Split(' ').Contains("openid", StringComparer.Ordinal) || !Scopes.All(c => c == ' ' || IsVisible(c)))
        {
            yield return Say("Scopes", Scopes, $"write scopes with spaces between them, openid among them, for example {DefaultScopes}");
        }
    }

    /// <summary>Prints no secret.</summary>
    public override string ToString() => $"ExternalOptions({Name})";

    private static string? WhyNot(string authority) =>
        !Uri.TryCreate(authority, UriKind.Absolute, out Uri? url) || url.Scheme is not ("https" or "http")
            ? "write the issuer of the provider, for example https://accounts.google.com"
        : url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0 ? "leave out what is no part of an issuer: user, query and fragment"
        : url.Scheme == "http" && !Cookies.PublicOrigin.IsLoopback(url.IdnHost) ? "write https: over plain http anybody on the way could be the provider"
        : null;

    private static bool IsVisible(char c) => c is > ' ' and <= '~';

    private string Say(string key, string value, string fix) => $"Cloakroom:External:{Number}:{key} is '{value}'; {fix}.";

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameForm();
}
