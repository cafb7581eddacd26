using System.Globalization;
using System.Text;

namespace Cloakroom.Cookies;

/// <summary>
/// The path of an address as browsers send it (WHATWG URL 4.4 "path state"). <see cref="Uri"/> decodes some percent-encodings, browsers decode
/// none, and cookies compare octets (5.1.4).
/// </summary>
internal static class UrlPath
{
    // WHATWG URL 1.3 "path percent-encode set", but for controls and what is outside ASCII.
    private const string Encoded = " \"#<>?^`{}";

    public static string Of(Uri url)
    {
        string text = url.OriginalString;
        // Without a percent sign the framework does what browsers do.
        return text.Contains('%', StringComparison.Ordinal) ? Read(text) : url.AbsolutePath;
    }

    private static string Read(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan(text.IndexOf(':', StringComparison.Ordinal) + 1).TrimStart("/\\");
        int end = rest.IndexOfAny('?', '#');
        rest = end < 0 ? rest : rest[..end];
        int start = rest.IndexOfAny('/', '\\');
        var segments = new List<string>();
        while (start >= 0)
        {
            rest = rest[(start + 1)..];
            start = rest.IndexOfAny('/', '\\');
            Append(segments, start < 0 ? rest.TrimEnd() : rest[..start], isLast: start < 0);
        }

        return segments.Count == 0 ? "/" : $"/{string.Join('/', segments)}";
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
            if (rune.IsAscii && rune.Value is > ' ' and < 0x7f && !Encoded.Contains((char)rune.Value, StringComparison.Ordinal))
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
