using System.Collections.Frozen;
using Cloakroom.Cookies;

namespace Cloakroom.Csrf;

/// <summary>
/// The decision table against cross-site request forgery (OWASP CSRF Cheat Sheet, Fetch Metadata; ASVS 3.5.1 to 3.5.3). It reads headers
/// that a page cannot forge, and is asked before anything else for every unsafe method. Null means allowed.
/// </summary>
public sealed class CrossOriginPolicy
{
    private readonly string _self;
    private readonly FrozenSet<string> _trusted;

    /// <summary>Makes a policy.</summary>
    /// <param name="self">The public origin.</param>
    /// <param name="trusted">Further origins, exactly as browsers serialize them; empty by default.</param>
    /// <exception cref="ArgumentException">A trusted entry is not an origin in that form: it would never match, or (<c>null</c>) match too much.</exception>
    public CrossOriginPolicy(PublicOrigin self, IEnumerable<string> trusted)
    {
        ArgumentNullException.ThrowIfNull(self);
        _self = self.Serialized;
        _trusted = trusted.ToFrozenSet(StringComparer.Ordinal);
        foreach (string entry in _trusted)
        {
            if (!PublicOrigin.TryCreate(entry, out PublicOrigin? origin, out _) || origin.Serialized != entry)
            {
                throw new ArgumentException($"'{entry}' is not an origin as browsers send it; write for example https://app.example, without path.", nameof(trusted));
            }
        }
    }

    /// <param name="self">The own origin, as browsers serialize it.</param>
    /// <param name="trusted">Further ones, which were checked before.</param>
    internal CrossOriginPolicy(string self, FrozenSet<string> trusted) => (_self, _trusted) = (self, trusted);

    /// <summary>Methods that must not change anything (RFC 9110 9.2.1). An unknown method is unsafe; TRACE has no place here.</summary>
    public static bool IsSafe(string method) => method is "GET" or "HEAD" or "OPTIONS";

    /// <summary>
    /// Decides on an unsafe request.
    /// </summary>
    /// <param name="fetchSite">Sec-Fetch-Site; null when absent.</param>
    /// <param name="origin">Origin; null when absent.</param>
    /// <param name="cookieAuthenticates">Whether a cookie of ours came with it.</param>
    /// <param name="token">Whether its CSRF token is valid; asked only when both headers are absent.</param>
    public Reason? Refuse(string? fetchSite, string? origin, bool cookieAuthenticates, Func<TokenCheck> token)
    {
        ArgumentNullException.ThrowIfNull(token);

        // 1. An origin on the list may ask, whatever the browser calls the relation.
        if (origin is not null && _trusted.Contains(origin))
        {
            return null;
        }

        // 2. The browser itself says from where: the strongest answer (Fetch Metadata, W3C).
        switch (fetchSite)
        {
            case "same-origin" or "none": return null;
            case "same-site": return Reason.CsrfSameSite;
            case not null: return Reason.CsrfCrossSite;
            default: break;
        }

        // 3. An older browser: Origin must be ours or listed. "null" (sandbox, data:, redirects) never is.
        if (origin is not null)
        {
            return origin == _self ? null : Reason.CsrfOrigin;
        }

        // 4. Neither: not a browser of the last years. Without our cookie there is nothing to forge; with it, a token must prove the page.
        return !cookieAuthenticates ? null : token() switch
        {
            TokenCheck.Valid => null,
            TokenCheck.Missing => Reason.CsrfTokenMissing,
            _ => Reason.CsrfTokenInvalid,
        };
    }
}

/// <summary>What was found where a CSRF token belongs.</summary>
public enum TokenCheck
{
    /// <summary>Nothing.</summary>
    Missing = 1,

    /// <summary>A token of another session, or an altered one.</summary>
    Invalid = 2,

    /// <summary>The token of this session.</summary>
    Valid = 3,
}
