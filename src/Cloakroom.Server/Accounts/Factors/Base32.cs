using System.Text;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>RFC 4648 6, without padding: what authenticator apps take a secret in, and what can be read aloud.</summary>
internal static class Base32
{
    public const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private const int Bits = 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(((bytes.Length * 8) + Bits - 1) / Bits);
        int held = 0, count = 0;
        foreach (byte next in bytes)
        {
            held = (held << 8) | next;
            for (count += 8; count >= Bits; count -= Bits)
            {
                text.Append(Alphabet[(held >> (count - Bits)) & 31]);
            }

            held &= (1 << count) - 1;
        }

        return count == 0 ? text.ToString() : text.Append(Alphabet[(held << (Bits - count)) & 31]).ToString();
    }

    /// <summary>In groups of four, for the eye.</summary>
    public static string Grouped(string text, char separator) => string.Join(separator, text.Chunk(4).Select(c => new string(c)));
}
