using System.Text;

namespace Cloakroom.Cookies;

/// <summary>Prefixes of cookie names (5.4), matched without regard to case, since servers may read names so.</summary>
internal static class CookiePrefixes
{
    public static CookiePrefix Of(ReadOnlySpan<byte> name, bool withHttp) =>
        Begins(name, "__Secure-"u8) ? CookiePrefix.Secure
        : withHttp && Begins(name, "__Http-"u8) ? CookiePrefix.Http
        : withHttp && Begins(name, "__Host-Http-"u8) ? CookiePrefix.HostHttp
        : Begins(name, "__Host-"u8) ? CookiePrefix.Host
        : CookiePrefix.None;

    private static bool Begins(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length >= prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix);
}

/// <summary>A prefix that binds a cookie.</summary>
internal enum CookiePrefix
{
    None = 0,

    /// <summary><c>__Secure-</c></summary>
    Secure,

    /// <summary><c>__Host-</c></summary>
    Host,

    /// <summary><c>__Http-</c></summary>
    Http,

    /// <summary><c>__Host-Http-</c></summary>
    HostHttp,
}
