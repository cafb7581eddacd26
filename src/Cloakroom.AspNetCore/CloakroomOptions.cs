using Cloakroom.Cookies;

namespace Cloakroom;

/// <summary>
/// Settings of the library, read from the section <c>Cloakroom</c> of the configuration, then changed in code. An unknown key or a value
/// out of range stops the start. docs/configuration.md lists them all.
/// </summary>
public sealed class CloakroomOptions
{
    /// <summary>
    /// The address under which browsers reach the application; it decides the cookie. Default: the first https address that the application
    /// listens on, or a loopback one when it listens on nothing else; where that does not name a host, the start is refused.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>Lifetimes and limits.</summary>
    public SessionOptions Session { get; } = new();

    /// <summary>Access and refresh tokens.</summary>
    public TokenOptions Token { get; } = new();

    /// <summary>The keys that sign tokens.</summary>
    public KeyOptions Keys { get; } = new();

    /// <summary>
    /// A file in which this process writes down logouts, so that those that wait for the store survive a restart. Default null: none, and
    /// they are kept in memory. Each process takes a name of its own beside it (<c>path.2</c>) where the first is in use.
    /// </summary>
    public string? Journal { get; set; }

    /// <summary>SameSite of the session cookie. Default <see cref="SameSite.Strict"/>; <see cref="SameSite.Lax"/> is allowed.</summary>
    public SameSite SameSite { get; set; } = SameSite.Strict;

    /// <summary>
    /// Further origins whose pages may send unsafe requests and read the answers, with cookies; each as browsers serialize it, and of the
    /// same site as <see cref="PublicUrl"/>, since no session cookie travels to another site. Default none.
    /// </summary>
    public IList<string> CsrfOrigins { get; } = [];

    /// <summary>Where a navigation without session is sent. Default <c>/login</c>; empty answers 401 instead.</summary>
    public string LoginPath { get; set; } = "/login";

    /// <summary>A Domain attribute that somebody asked for. It is never set: the settings know the key to be able to say why.</summary>
    internal string? CookieDomain { get; set; }

    internal bool HasJournal => Journal is { Length: > 0 } path && !path.Equals("off", StringComparison.OrdinalIgnoreCase);

    /// <summary>One sentence per mistake; empty when all is well.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (string problem in Session.Validate().Concat(Token.Validate()).Concat(Keys.Validate()))
        {
            yield return problem;
        }

        PublicOrigin? origin = null;
        if (PublicUrl is not null && !PublicOrigin.TryCreate(PublicUrl, out origin, out string wrong))
        {
            yield return wrong;
        }

        string[] impossible = [.. Impossible(origin)];
        foreach (string sentence in impossible)
        {
            yield return sentence;
        }

        if (SameSite is not (SameSite.Strict or SameSite.Lax))
        {
            yield return $"Session:SameSite is {SameSite}; set Strict or Lax: a session cookie that travels with every foreign request is not offered.";
        }

        if (CookieDomain is { Length: > 0 } domain && impossible.Length == 0)
        {
            yield return $"Session:Domain is '{domain}': a session cookie that other hosts get or can overwrite is not offered; leave it out and list the "
                + "other origins of your site in Csrf:Origins, whose pages then call PublicUrl with the cookie, or serve all under one host behind a proxy.";
        }

        if (LoginPath.Length > 0 && !LocalPath.IsLocal(LoginPath))
        {
            yield return $"LoginPath is '{LoginPath}'; set a path of this application such as /login, or leave it empty.";
        }
    }

    internal Topology TopologyOf(PublicOrigin origin) => Topology.Of(origin, CsrfOrigins, SameSite, CookieDomain);

    // Without a public address, origins are still read; how far they are is known once the program listens.
    private IEnumerable<string> Impossible(PublicOrigin? origin) => origin is null
        ? CsrfOrigins.Select(o => FrontendOrigin.Read(o, out _)).OfType<TopologyFinding>().Select(f => f.Sentence)
        : TopologyOf(origin).Findings.Where(f => f.Severity == TopologySeverity.Refusal).Select(f => f.Sentence);
}
