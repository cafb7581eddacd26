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

    /// <summary>SameSite of the session cookie. Default <see cref="SameSite.Strict"/>; <see cref="SameSite.Lax"/> is allowed.</summary>
    public SameSite SameSite { get; set; } = SameSite.Strict;

    /// <summary>Further origins that may send unsafe requests, as browsers serialize them. Default none.</summary>
    public IList<string> CsrfOrigins { get; } = [];

    /// <summary>Where a navigation without session is sent. Default <c>/login</c>; empty answers 401 instead.</summary>
    public string LoginPath { get; set; } = "/login";

    /// <summary>One sentence per mistake; empty when all is well.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (string problem in Session.Validate())
        {
            yield return problem;
        }

        if (PublicUrl is not null && !PublicOrigin.TryCreate(PublicUrl, out _, out string wrong))
        {
            yield return wrong;
        }

        if (SameSite is not (SameSite.Strict or SameSite.Lax))
        {
            yield return $"Session:SameSite is {SameSite}; set Strict or Lax: a session cookie that travels with every foreign request is not offered.";
        }

        foreach (string origin in CsrfOrigins)
        {
            if (!PublicOrigin.TryCreate(origin, out PublicOrigin? parsed, out _) || parsed.Serialized != origin)
            {
                yield return $"Csrf:Origins has '{origin}', which is not an origin as browsers send it; write for example https://app.example, without path.";
            }
        }

        if (LoginPath.Length > 0 && !LocalPath.IsLocal(LoginPath))
        {
            yield return $"LoginPath is '{LoginPath}'; set a path of this application such as /login, or leave it empty.";
        }
    }
}
