using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>
/// Codes on paper, each good for one login (SP 800-63B-4 3.1.2, look-up secrets). 80 random bits, so that a plain digest keeps them safe and
/// guessing one is hopeless.
/// </summary>
internal static class RecoveryCode
{
    /// <summary>How many a person gets at a time.</summary>
    public const int Count = 10;

    /// <summary>From this many on down a person is told to make new ones.</summary>
    public const int Few = 3;

    private const int Bytes = 10, Characters = 16;

    /// <summary>One of them, for example <c>MZXW-6YTB-OI3D-ENRT</c>.</summary>
    public static string New() => Base32.Grouped(Base32.Encode(RandomNumberGenerator.GetBytes(Bytes)), '-');

    /// <summary>What is kept of a code; null when the text cannot be one. Case, spaces and dashes do not matter, nor digits that look like letters.</summary>
    public static byte[]? DigestOf(string text)
    {
        string code = string.Concat(text.Where(c => c != '-' && !char.IsWhiteSpace(c)).Select(Meant));
        return code.Length == Characters && code.All(c => Base32.Alphabet.Contains(c, StringComparison.Ordinal))
            ? SHA256.HashData(Encoding.ASCII.GetBytes(code)) : null;
    }

    private static char Meant(char c) => c switch { '0' => 'O', '1' => 'I', '8' => 'B', _ => char.ToUpperInvariant(c) };
}
