using System.Text;

namespace Cloakroom.ServerTests.Cookies;

/// <summary>Text of which each character is one octet, and how it is shown.</summary>
internal static class Octets
{
    public static byte[] Of(string text) => Encoding.Latin1.GetBytes(text);

    public static string From(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);

    /// <summary>Printable; the middle of a very long text is left out.</summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text.Length > 400 && i == 150)
            {
                shown.Append($"…{text.Length - 300}…");
                i = text.Length - 150;
            }

            shown.Append(text[i] is >= ' ' and <= '~' ? text[i].ToString() : text[i] <= 0xff ? $"\\x{(int)text[i]:x2}" : $"\\u{(int)text[i]:x4}");
        }

        return shown.ToString();
    }
}
