using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Cookies;

/// <summary>
/// The address under which browsers reach the application (RFC 6454 origin). It alone decides cookie and origin checks.
/// </summary>
public sealed class PublicOrigin
{
    private PublicOrigin(Uri url) => (Url, IsHttps, Serialized) = (url, url.Scheme == Uri.UriSchemeHttps, Serialize(url));

    /// <summary>The address.</summary>
    public Uri Url { get; }

    /// <summary>Whether it is https.</summary>
    public bool IsHttps { get; }

    /// <summary>The origin as browsers serialize it, for example <c>https://app.example</c>.</summary>
    public string Serialized { get; }

    /// <summary>
    /// Reads an address; on failure <paramref name="problem"/> is one sentence that says how to put it right. What a browser would write
    /// differently (<c>http://127.1</c>, an IDN that is not in its ASCII form) is refused: the two must agree on every octet, and the rules
    /// by which they translate are not the same.
    /// </summary>
    public static bool TryCreate(string text, [NotNullWhen(true)] out PublicOrigin? origin, out string problem)
    {
        origin = null;
        problem = "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 || url.AbsolutePath != "/" || url.Port == 0)
        {
            problem = $"PublicUrl is '{text}', not an http or https address without path; set for example https://app.example or http://localhost:4242.";
        }
        else if (!Ascii.IsValid(text))
        {
            problem = $"PublicUrl is '{text}'; write the host in its ASCII form, the one with xn-- that a browser gives when its address is copied.";
        }
        else if (url.Host.EndsWith('.') || (url.HostNameType == UriHostNameType.IPv6 && url.IdnHost.AsSpan().ContainsAny('.', '%')))
        {
            problem = $"PublicUrl is '{text}'; leave out the dot at the end of a host, and write an IPv6 address in hexadecimal without a zone.";
        }
        else if (!IsWrittenAsBrowsersDo(text, url))
        {
            problem = $"PublicUrl is '{text}', which browsers write as {Serialize(url)}; set that.";
        }
        else if (url.Scheme == Uri.UriSchemeHttp && !IsLoopback(url.IdnHost))
        {
            problem = $"PublicUrl is '{text}': over plain http on a host that is not loopback every session could be stolen on the wire; "
                + "put TLS in front and set PublicUrl to the https address, or use http://localhost for trying out.";
        }
        else
        {
            origin = new PublicOrigin(url);
        }

        return origin is not null;
    }

    /// <summary>
    /// Hosts that browsers treat as this machine: <c>localhost</c>, <c>*.localhost</c> (RFC 6761 6.3), 127.0.0.0/8 and ::1, each as browsers
    /// write it. Other spellings are not recognised, so that nothing is loopback here and somewhere else for the browser.
    /// </summary>
    public static bool IsLoopback(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        const string Suffix = ".localhost";
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (host.Length > Suffix.Length && host.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
            || host is "::1" or "[::1]"
            || (IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork
                && IPAddress.IsLoopback(address) && address.ToString() == host);
    }

    // WHATWG URL 4.5 and HTML 7.1.1: lower case, an IPv6 address in brackets, the default port left out.
    private static string Serialize(Uri url)
    {
        string host = url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;
        return $"{url.Scheme}://{host}{(url.IsDefaultPort ? "" : $":{url.Port}")}";
    }

    // Upper case, the default port and one slash at the end are what a person may write and every browser drops.
    private static bool IsWrittenAsBrowsersDo(string text, Uri url)
    {
        ReadOnlySpan<char> written = text.EndsWith('/') ? text.AsSpan(..^1) : text;
        string serialized = Serialize(url);
        return written.Equals(serialized, StringComparison.OrdinalIgnoreCase)
            || (url.IsDefaultPort && written.Equals($"{serialized}:{url.Port}", StringComparison.OrdinalIgnoreCase));
    }
}
