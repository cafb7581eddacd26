using System.Buffers.Text;
using System.Numerics;
using Cloakroom.Keys;

namespace Cloakroom.Tokens;

/// <summary>
/// Of every ECDSA signature (r, s) there is a twin (r, n - s) that is as good. We issue and accept the one with the lower s alone, so that
/// nobody makes a second text of a token: one token is one text.
/// </summary>
internal static class LowS
{
    // The order of the base point of P-256 (FIPS 186-5; SEC 2, 2.4.2).
    private static readonly BigInteger Order = new(
        Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);

    private static readonly BigInteger Half = Order >> 1;

    /// <summary>Whether s is the lower one.</summary>
    public static bool Is(ReadOnlySpan<byte> signature) => S(signature) <= Half;

    /// <summary>The token with the lower s.</summary>
    public static string Of(string token)
    {
        int start = token.LastIndexOf('.') + 1;
        byte[] signature = Base64Url.DecodeFromChars(token.AsSpan(start));
        if (Is(signature))
        {
            return token;
        }

        Span<byte> s = signature.AsSpan(VerificationKey.CoordinateLength);
        byte[] low = (Order - S(signature)).ToByteArray(isUnsigned: true, isBigEndian: true);
        s.Clear();
        low.CopyTo(s[^low.Length..]);
        return string.Concat(token.AsSpan(0, start), Base64Url.EncodeToString(signature));
    }

    private static BigInteger S(ReadOnlySpan<byte> signature) => new(signature[VerificationKey.CoordinateLength..], isUnsigned: true, isBigEndian: true);
}
