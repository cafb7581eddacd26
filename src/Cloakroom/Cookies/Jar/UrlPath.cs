using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cloakroom.Cookies;

/// <summary>
/// The path of an address as browsers send it (WHATWG URL 4.4 "path state"). <see cref="Uri"/> decodes some percent-encodings, browsers decode
/// none, and cookies compare octets (5.1.4).
/// </summary>
internal static class UrlPath
{
    // What the framework and browsers treat alike.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~!$&'()*+,;=:@");

    // WHATWG URL 1.3 "path percent-encode set", but for controls and what is outside ASCII.
    private static readonly SearchValues<char> Encoded = SearchValues.Create(" \"#<>?^`{}");

    public static string Of(Uri url)
    {
        ReadOnlySpan<char> path = PathOf(url.OriginalString);
        return path.ContainsAnyExcept(Plain) ? Read(path) : url.AbsolutePath;
    }

    // From the first slash after the authority to the query or the fragment.
    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = text[(text.IndexOf(':') + 1)..].TrimStart("/\\");
        int end = rest.IndexOfAny('?', '#');
        rest = end < 0 ? rest : rest[..end];
        int start = rest.IndexOfAny('/', '\\');
        return start < 0 ? default : rest[start..].TrimEnd();
    }

    private static string Read(ReadOnlySpan<char> rest)
    {
        var segments = new List<string>();
        while (!rest.IsEmpty)
        {
            rest = rest[1..];
            int end = rest.IndexOfAny('/', '\\');
            ReadOnlySpan<char> segment = end < 0 ? rest : rest[..end];
            rest = rest[segment.Length..];
            Append(segments, segment, isLast: rest.IsEmpty);
        }

        return $"/{string.Join('/', segments)}";
    }

    private static void Append(List<string> segments, ReadOnlySpan<char> segment, bool isLast)
    {
        string plain = segment.ToString().Replace("%2e", ".", StringComparison.OrdinalIgnoreCase);
        if (plain is "..")
        {
            segments.RemoveRange(Math.Max(segments.Count - 1, 0), Math.Min(segments.Count, 1));
        }
        else if (plain is not ".")
        {
            segments.Add(Encode(segment));
            return;
        }

        if (isLast)
        {
            segments.Add("");
        }
    }

    private static string Encode(ReadOnlySpan<char> segment)
    {
        var encoded = new StringBuilder(segment.Length);
        Span<byte> octets = stackalloc byte[4];
        foreach (Rune rune in segment.EnumerateRunes())
        {
            if (rune.IsAscii && rune.Value is > ' ' and < 0x7f && !Encoded.Contains((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
            }
            else
            {
                foreach (byte octet in octets[..rune.EncodeToUtf8(octets)])
                {
                    encoded.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
                }
            }
        }

        return encoded.ToString();
    }
}
