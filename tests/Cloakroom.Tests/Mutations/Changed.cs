using System.Text;

namespace Cloakroom.Tests.Mutations;

/// <summary>Everything that is nearly the same (promise T15): each bit the other way, cut off after each length, and more than there was.</summary>
internal static class Changed
{
    public static IEnumerable<byte[]> Bytes(byte[] whole) => [.. Bits(whole), .. Shorter(whole), .. Longer(whole)];

    /// <summary>The same of a text, of which each character is a byte (Latin-1).</summary>
    public static IEnumerable<string> Texts(string whole) => Bytes(Encoding.Latin1.GetBytes(whole)).Select(Encoding.Latin1.GetString)
        // What decoders of base64 like to pass over.
        .Concat(from piece in new[] { "=", "==", " ", "\t", "\n", "\r\n", "\0", ".", "\u00a0" } from text in new[] { whole + piece, piece + whole, whole[..(whole.Length / 2)] + piece + whole[(whole.Length / 2)..] } select text);

    private static IEnumerable<byte[]> Bits(byte[] whole)
    {
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] changed = [.. whole];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return changed;
        }
    }

    private static IEnumerable<byte[]> Shorter(byte[] whole)
    {
        for (int length = 0; length < whole.Length; length++)
        {
            yield return whole[..length];
            if (length > 0)
            {
                yield return whole[length..];
            }
        }
    }

    private static IEnumerable<byte[]> Longer(byte[] whole) =>
        [[.. whole, 0], [.. whole, 255], [.. whole, whole[^1]], [0, .. whole], [whole[0], .. whole], [.. whole, .. whole], [.. whole, .. new byte[64]]];
}
