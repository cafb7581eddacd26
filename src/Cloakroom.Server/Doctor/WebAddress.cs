using System.Diagnostics.CodeAnalysis;
using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>An address as somebody types it: http or https, with a host that browsers accept.</summary>
internal static class WebAddress
{
    public const int MaxLength = 2048;

    public static bool TryRead(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out url) && text.Length <= MaxLength && url.Scheme is "http" or "https"
        && url.UserInfo.Length == 0 && HostName.TryParse(url, out _);

    /// <summary>As browsers write it into the field Origin.</summary>
    public static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
