using System.Text;
using System.Text.Json.Serialization;

namespace Cloakroom.Cookies;

/// <summary>
/// A cookie with everything that draft-ietf-httpbis-rfc6265bis 5.7 keeps about it, as it was at one moment. Neither <see cref="ToString"/> nor
/// JSON shows the value: it may be a secret.
/// </summary>
[JsonConverter(typeof(JarCookieConverter))]
public sealed class JarCookie
{
    private readonly KeptCookie _kept;

    internal JarCookie(KeptCookie kept) => (_kept, LastAccess) = (kept, CookieTime.From(kept.LastAccess));

    /// <summary>The name, its octets read as UTF-8; empty for a nameless cookie.</summary>
    public string Name => Encoding.UTF8.GetString(_kept.Name);

    /// <summary>The value, its octets read as UTF-8.</summary>
    public string Value => Encoding.UTF8.GetString(_kept.Value);

    /// <summary>The exact octets of the name.</summary>
    public ReadOnlyMemory<byte> NameOctets => _kept.Pair.AsMemory(0, _kept.NameLength);

    /// <summary>The exact octets of the value.</summary>
    public ReadOnlyMemory<byte> ValueOctets => _kept.Pair.AsMemory(_kept.Pair.Length - _kept.Value.Length);

    /// <summary>The host, or the domain of the attribute; lower case, ASCII.</summary>
    public string Domain => _kept.Domain;

    /// <summary>Whether it goes to exactly this host, and not to those below it.</summary>
    public bool HostOnly => _kept.HostOnly;

    /// <summary>The path; every octet outside ASCII is one character.</summary>
    public string Path => _kept.Path;

    /// <summary>Whether it needs a secure connection.</summary>
    public bool Secure => _kept.Secure;

    /// <summary>Whether it is hidden from scripts.</summary>
    public bool HttpOnly => _kept.HttpOnly;

    /// <summary>When it travels with cross-site requests; null when the line did not say, or said something unknown: treated as Lax (5.6.7).</summary>
    public SameSite? SameSite => _kept.SameSite;

    /// <summary>The partition of a cookie with the attribute Partitioned, else null.</summary>
    public CookiePartition? Partition => _kept.Partition;

    /// <summary>When it was first set.</summary>
    public DateTimeOffset Created => CookieTime.From(_kept.Creation);

    /// <summary>When it was last set or sent.</summary>
    public DateTimeOffset LastAccess { get; }

    /// <summary>When it expires; null when it ends with the browser's session.</summary>
    public DateTimeOffset? Expires => _kept.IsPersistent ? CookieTime.From(_kept.Expiry) : null;

    internal KeptCookie Kept => _kept;

    /// <summary>Without the value, for example <c>sid (app.example, /, Secure, HttpOnly, SameSite=Strict)</c>.</summary>
    public override string ToString() => CookieText.Of(_kept);
}
