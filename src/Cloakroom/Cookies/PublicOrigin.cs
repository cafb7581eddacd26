using System.Net;

namespace Cloakroom.Cookies;

/// <summary>
/// The address under which browsers reach the application (RFC 6454 origin). It alone decides cookie and origin checks.
/// </summary>
public sealed class PublicOrigin
{
    private PublicOrigin(Uri url)
    {
        Url = url;
        IsHttps = url.Scheme == Uri.UriSchemeHttps;
        // The form a browser sends in Origin: lower case, IDN as punycode, default port left out.
        Serialized = $"{url.Scheme}://{url.IdnHost switch { var h when h.Contains(':', StringComparison.Ordinal) => $"[{h.Trim('[', ']')}]", var h => h }}{(url.IsDefaultPort ? "" : $":{url.Port}")}";
    }

    /// <summary>The address.</summary>
    public Uri Url { get; }

    /// <summary>Whether it is https.</summary>
    public bool IsHttps { get; }

    /// <summary>The origin as browsers serialize it, for example <c>https://app.example</c>.</summary>
    public string Serialized { get; }

    /// <summary>Reads an address; on failure <paramref name="problem"/> is one sentence that names the two ways out.</summary>
    public static bool TryCreate(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PublicOrigin? origin, out string problem)
    {
        origin = null;
        problem = "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 || url.AbsolutePath != "/")
        {
            problem = $"PublicUrl is '{text}', not an http or https address without path; set for example https://app.example or http://localhost:4242.";
            return false;
        }

        if (url.Scheme == Uri.UriSchemeHttp && !IsLoopback(url.IdnHost))
        {
            problem = $"PublicUrl is '{text}': over plain http on a host that is not loopback every session could be stolen on the wire; "
                + "put TLS in front and set PublicUrl to the https address, or use http://localhost for trying out.";
            return false;
        }

        origin = new PublicOrigin(url);
        return true;
    }

    /// <summary>Hosts that browsers treat as this machine: <c>localhost</c>, <c>*.localhost</c> (RFC 6761 6.3), 127.0.0.0/8 and ::1.</summary>
    public static bool IsLoopback(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
    }
}
