using System.Text;

namespace Cloakroom.Cookies;

/// <summary>Serializes cookies (5.8.3 step 4): the pairs as they lie in the store, divided by a semicolon and a space.</summary>
internal static class CookieString
{
    private const int Separator = 2;

    public static int Length(List<KeptCookie> cookies)
    {
        int length = cookies.Count == 0 ? 0 : -Separator;
        foreach (KeptCookie cookie in cookies)
        {
            length += cookie.Pair.Length + Separator;
        }

        return length;
    }

    public static void Write(List<KeptCookie> cookies, Span<byte> octets)
    {
        int at = 0;
        foreach (KeptCookie cookie in cookies)
        {
            if (at > 0)
            {
                "; "u8.CopyTo(octets[at..]);
                at += Separator;
            }

            cookie.Pair.CopyTo(octets[at..]);
            at += cookie.Pair.Length;
        }
    }

    /// <summary>The octets as text; null when no cookie goes.</summary>
    public static string? Text(List<KeptCookie> cookies)
    {
        int length = Length(cookies);
        if (length == 0)
        {
            return null;
        }

        bool isAscii = true;
        foreach (KeptCookie cookie in cookies)
        {
            isAscii &= Ascii.IsValid(cookie.Pair);
        }

        return isAscii ? string.Create(length, cookies, WriteAscii) : Encoding.UTF8.GetString(Octets(cookies));
    }

    public static byte[] Octets(List<KeptCookie> cookies)
    {
        byte[] octets = new byte[Length(cookies)];
        Write(cookies, octets);
        return octets;
    }

    private static void WriteAscii(Span<char> text, List<KeptCookie> cookies)
    {
        int at = 0;
        foreach (KeptCookie cookie in cookies)
        {
            if (at > 0)
            {
                "; ".CopyTo(text[at..]);
                at += Separator;
            }

            Ascii.ToUtf16(cookie.Pair, text[at..], out int written);
            at += written;
        }
    }
}
