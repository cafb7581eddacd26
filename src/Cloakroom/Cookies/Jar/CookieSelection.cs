using System.Text;

namespace Cloakroom.Cookies;

/// <summary>Which cookies go with a request, and why, cookie by cookie (draft-ietf-httpbis-rfc6265bis 5.8.3).</summary>
public sealed class CookieSelection
{
    internal CookieSelection(byte[] octets, IReadOnlyList<CookieDecision> cookies) => (Octets, Cookies) = (octets, cookies);

    /// <summary>The value of the Cookie field, its octets read as UTF-8; null when no cookie goes, and the field must not be sent.</summary>
    public string? Header => Octets.IsEmpty ? null : Encoding.UTF8.GetString(Octets.Span);

    /// <summary>The exact octets of the value; empty when no cookie goes.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>
    /// One decision for every cookie of the host and of the domains above it, and for at most 100 of other hosts of the same site: first those that
    /// go, in the order of the header, then those that stay.
    /// </summary>
    public IReadOnlyList<CookieDecision> Cookies { get; }

    /// <summary>The decisions as JSON, without any value of a cookie.</summary>
    public string ToJson() => CookieDecisionConverter.ToJson(Cookies);

    /// <summary>One line a cookie. No value of a cookie is in it.</summary>
    public override string ToString() => string.Join('\n', Cookies);
}
