using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>
/// Codes that change with the time (RFC 6238), as every authenticator app makes them: HMAC-SHA-1, six digits, a step of 30 seconds. A code is
/// good for its own step and for one before and after it (5.2: a clock that is a little off, a slow hand), and each step only once.
/// </summary>
internal static class Totp
{
    /// <summary>RFC 4226 4, R6: 160 bits, the length of the digest.</summary>
    public const int SecretBytes = 20;

    public const int Digits = 6;

    /// <summary>Steps before and after the present one whose codes are taken.</summary>
    public const int Window = 1;

    private const long StepSeconds = 30;

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>RFC 6238 4.2: the number of the step, with T0 = 0.</summary>
    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>RFC 4226 5.3.</summary>
    public static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)], mac = stackalloc byte[SecretBytes];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Hash(secret, counter, mac);
        int truncated = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xf)..]) & int.MaxValue;
        return (truncated % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step that a code belongs to; null when it is not good now, or its step was used before.</summary>
    /// <param name="secret">The secret of the account.</param>
    /// <param name="code">Six digits.</param>
    /// <param name="now">The time.</param>
    /// <param name="used">The last step whose code was taken; it and all before it are over (5.2: a code is taken once).</param>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long used)
    {
        byte[] shown = Encoding.ASCII.GetBytes(code);
        long present = StepAt(now);
        long? found = null;
        // All of them each time, so that the time taken says nothing about which was close.
        for (long step = present - Window; step <= present + Window; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(shown, Encoding.ASCII.GetBytes(CodeOf(secret, step))) && step > used)
            {
                found ??= step;
            }
        }

        return found;
    }

    /// <summary>What an app reads from the picture or the link: the Key URI format, with the values that apps take for granted left out.</summary>
    public static string LinkOf(ReadOnlySpan<byte> secret, string issuer, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={Base32.Encode(secret)}&issuer={Uri.EscapeDataString(issuer)}";

    /// <summary>Whether a text is such a code, spaces between digits taken out; anything else may be a recovery code.</summary>
    public static bool TryRead(string text, out string code)
    {
        code = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        return code.Length == Digits && code.All(char.IsAsciiDigit);
    }

    // RFC 6238 allows SHA-2, which many apps ignore in silence: they would show wrong codes. Of HMAC, collisions of SHA-1 break nothing.
    private static void Hash(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> counter, Span<byte> mac) => HMACSHA1.HashData(secret, counter, mac);
}
