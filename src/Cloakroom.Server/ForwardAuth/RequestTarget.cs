using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// The address of a request to an application, as its client sent it (RFC 9112 3.2.1, origin-form). The one parser of these (promise R6):
/// what two programs could read as two places is refused, so that the place which is decided about is the one that the application sees.
/// </summary>
internal sealed class RequestTarget
{
    public const int MaxLength = 8192;

    private const string Method = "_method";

    // RFC 3986 2.2 and 2.4: encoded, these begin another segment, end the text, or begin another encoding, for some of those who read it.
    private static readonly SearchValues<byte> Ambiguous = SearchValues.Create("/\\;\0"u8);
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);
    private static readonly SearchValues<char> Unwritten = SearchValues.Create("\\\"<>;");

    // Signs that become a dot, a slash, a backslash or a percent sign where somebody normalizes (NFKC) or fits text to an old code page.
    private static readonly SearchValues<char> LookAlikes = SearchValues.Create("\uFF0E\uFF0F\uFF3C\uFF05\uFF1B\u2024\u2025\u2044\u2215\u29F8\u2216\u29F5\uFE52\uFE68\uFE6A");

    private RequestTarget(string raw, ImmutableArray<string> segments) =>
        (Raw, Segments, Folded) = (raw, segments, [.. segments.Select(Fold)]);

    /// <summary>Path and query exactly as sent.</summary>
    public string Raw { get; }

    /// <summary>The path, decoded, without a slash at the end.</summary>
    public ImmutableArray<string> Segments { get; }

    /// <summary>
    /// The same as a program reads it that ignores case, the width of signs, or dots and spaces at the end of a name, or that reads an address
    /// again which it has decoded: then a name ends where a query or a fragment would begin (CVE-2025-66490 class).
    /// </summary>
    public ImmutableArray<string> Folded { get; }

    /// <summary>The path as sent, for people who read logs.</summary>
    public string Path => Raw.IndexOf('?', StringComparison.Ordinal) is >= 0 and var end ? Raw[..end] : Raw;

    /// <summary>Whether the query names a method, which some frameworks take in place of the real one.</summary>
    public bool NamesAnotherMethod
    {
        get
        {
            int query = Raw.IndexOf('?', StringComparison.Ordinal);
            // Without either of the two, reading it all would find none.
            return query >= 0 && (Raw.AsSpan(query).Contains('%') || Raw.AsSpan(query).Contains(Method, StringComparison.OrdinalIgnoreCase))
                && QueryHelpers.ParseQuery(Raw[query..]).ContainsKey(Method);
        }
    }

    /// <summary>Reads an address.</summary>
    /// <param name="text">As it stood in the first line of the request.</param>
    /// <param name="target">What it names.</param>
    /// <param name="problem">What is wrong with it, in a sentence that repeats nothing of it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RequestTarget? target, out string problem)
    {
        target = null;
        problem = Problem(text);
        if (problem.Length > 0)
        {
            return false;
        }

        int query = text.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? text : text[..query];
        if (path.AsSpan().ContainsAny(Unwritten))
        {
            problem = "The path has a backslash, a semicolon, a quotation mark or an angle bracket.";
            return false;
        }

        string[] parts = path[1..].Split('/');
        int count = parts[^1].Length == 0 ? parts.Length - 1 : parts.Length;
        ImmutableArray<string>.Builder segments = ImmutableArray.CreateBuilder<string>(count);
        foreach (string part in parts.AsSpan(0, count))
        {
            if (Decode(part, out problem) is not { } segment)
            {
                return false;
            }

            segments.Add(segment);
        }

        target = new(text, segments.ToImmutable());
        return true;
    }

    /// <summary>A segment as somebody reads it who ignores case, what would be a query or a fragment, and dots and spaces at the end.</summary>
    public static string Fold(string segment)
    {
        string name = Ascii.IsValid(segment) ? segment : string.Concat(segment.Select(Plain));
        int end = name.AsSpan().IndexOfAny('?', '#');
        return (end < 0 ? name : name[..end]).TrimEnd('.', ' ').ToUpperInvariant();
    }

    // Letters of full width, and the three that become one of A to Z in another case for many, though not for this runtime.
    private static char Plain(char c) => c switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(c - '\uFF01' + '!'),
        '\u0131' => 'I',
        '\u017F' => 'S',
        '\u212A' => 'K',
        _ => c,
    };

    private static string Problem(string text) =>
        text.Length == 0 || text[0] != '/' ? "The address does not begin with a slash."
        : text.Length > MaxLength ? $"The address is longer than {MaxLength} characters."
        : text.AsSpan().ContainsAnyExceptInRange('!', '~') ? "The address has a space, a control character or one outside ASCII; those are sent encoded."
        : text.Contains('#', StringComparison.Ordinal) ? "The address has a fragment, which no client sends."
        : "";

    private static string? Decode(string part, out string problem)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(part);
        int length = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte one = bytes[i];
            if (one == '%')
            {
                if (i + 2 >= bytes.Length || bytes.AsSpan(i + 1, 2).ContainsAnyExcept(HexDigits))
                {
                    problem = "The path has a percent sign without two hexadecimal digits.";
                    return null;
                }

                one = Convert.FromHexString(part.AsSpan(i + 1, 2))[0];
                i += 2;
                if (Ambiguous.Contains(one) || (one == '%' && LooksEncoded(bytes.AsSpan(i + 1))))
                {
                    problem = "The path has an encoded slash, backslash, semicolon, zero or percent sign, which programs read in different ways.";
                    return null;
                }
            }

            bytes[length++] = one;
        }

        problem = "";
        ReadOnlySpan<byte> decoded = bytes.AsSpan(0, length);
        if (!Utf8.IsValid(decoded))
        {
            problem = "The path is not UTF-8.";
            return null;
        }

        string segment = Encoding.UTF8.GetString(decoded);
        problem = segment.Any(char.IsControl) || segment.AsSpan().ContainsAny(LookAlikes) ? "The path has a control character, or a sign that may be taken for a dot or a slash."
            : segment.AsSpan().TrimEnd(". ").IsEmpty ? "The path has an empty segment, or one of dots or spaces only."
            : "";
        return problem.Length == 0 ? segment : null;
    }

    // Decoded twice it would be something else; "100%25" is none the less a fine name.
    private static bool LooksEncoded(ReadOnlySpan<byte> rest) => rest.Length >= 2 && !rest[..2].ContainsAnyExcept(HexDigits);
}
