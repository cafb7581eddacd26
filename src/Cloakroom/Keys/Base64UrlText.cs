using System.Buffers;
using System.Buffers.Text;

namespace Cloakroom.Keys;

/// <summary>
/// Base64url as RFC 7515 writes it (2, appendix C): no padding, no white space, and bits that stand for nothing are zero, so that there is
/// one text for each octet sequence. The decoder of the base library is more lenient.
/// </summary>
internal static class Base64UrlText
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <summary>The octets; null when the text is not written so.</summary>
    public static byte[]? TryDecode(ReadOnlySpan<char> text)
    {
        // Of the last letter 4 bits are left over when two letters stand for one octet, and 2 when three stand for two.
        int rest = (text.Length % 4) switch { 0 => 0, 2 => 0b1111, 3 => 0b11, _ => -1 };
        if (rest < 0 || text.ContainsAnyExcept(Letters) || (rest > 0 && (Alphabet.IndexOf(text[^1]) & rest) != 0))
        {
            return null;
        }

        byte[] octets = new byte[text.Length * 3 / 4];
        return Base64Url.TryDecodeFromChars(text, octets, out int written) && written == octets.Length ? octets : null;
    }
}
