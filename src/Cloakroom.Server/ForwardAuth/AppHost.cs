using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Cloakroom.Cookies;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// The host that a request was sent to, in the one form in which hosts are compared: lower case, no dot at the end. What a browser would
/// write in another way is refused.
/// </summary>
/// <param name="Name">The name or address.</param>
/// <param name="Port">The port; null for that of the scheme.</param>
internal sealed record AppHost(string Name, int? Port)
{
    // Names, and addresses in either form (RFC 3986 3.2.2).
    private static readonly SearchValues<char> Written = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.[:]");

    // RFC 1035 2.3.4, with a port behind it.
    private const int MaxLength = 253 + 7;

    /// <summary>The host as it stands in an origin.</summary>
    public override string ToString() => Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{Name}:{port}") : Name;

    /// <summary>Reads a host.</summary>
    /// <param name="text">As it stood in the request.</param>
    /// <param name="scheme">The scheme, for the port that need not be written; null to keep every port.</param>
    /// <param name="host">What it names.</param>
    public static bool TryParse(string text, string? scheme, [NotNullWhen(true)] out AppHost? host)
    {
        host = null;
        if (text.Length is 0 or > MaxLength || !Ascii.IsValid(text) || !TrySplit(text, out string name, out int? port))
        {
            return false;
        }

        // The same host to browsers' eyes or not: proxies look for the application without the dot.
        name = name.ToLowerInvariant() is { Length: > 1 } lower && lower[^1] == '.' ? lower[..^1] : name.ToLowerInvariant();
        if (name.AsSpan().ContainsAnyExcept(Written) || !HostName.TryParse(name, out HostName read) || read.Text != name || name.Split('.').Any(l => l.Length is 0 or > 63))
        {
            return false;
        }

        host = new(name, port == DefaultPort(scheme) ? null : port);
        return true;
    }

    private static int? DefaultPort(string? scheme) => scheme switch { "https" => 443, "http" => 80, _ => null };

    private static bool TrySplit(string text, out string name, out int? port)
    {
        (name, port) = (text, null);
        int end = text[0] == '[' ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        if (end < 0 || end == text.Length)
        {
            return true;
        }

        name = text[..end];
        if (text[end] != ':' || text.Length - end is < 2 or > 6 || text[end + 1] == '0'
            || !int.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > ushort.MaxValue)
        {
            return false;
        }

        port = number;
        return true;
    }
}
