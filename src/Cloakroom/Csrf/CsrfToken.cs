using System.Buffers.Text;
using System.Security.Cryptography;

namespace Cloakroom.Csrf;

/// <summary>
/// The signed double-submit token (OWASP CSRF Cheat Sheet): 16 random bytes and an HMAC-SHA-256 over them, as 64 base64url characters.
/// The key is the session ID, 256 random bits which the client's pages cannot read and the server does not keep, so the token belongs to
/// one session, changes at every login, and needs no key ring.
/// </summary>
public static class CsrfToken
{
    private const int NonceLength = 16;
    private const int EncodedLength = 64;

    // Stands before what is signed. One label per artefact: a MAC made for one purpose is worthless for another.
    private static ReadOnlySpan<byte> Label => "cloakroom csrf v2"u8;

    /// <summary>Makes a token for a session.</summary>
    public static string Create(SessionId id)
    {
        Span<byte> token = stackalloc byte[NonceLength + HMACSHA256.HashSizeInBytes];
        RandomNumberGenerator.Fill(token[..NonceLength]);
        Sign(id, token[..NonceLength], token[NonceLength..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Checks a token against the session it came with, in constant time.</summary>
    public static TokenCheck Check(SessionId id, string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return TokenCheck.Missing;
        }

        Span<byte> bytes = stackalloc byte[NonceLength + HMACSHA256.HashSizeInBytes];
        if (token.Length != EncodedLength
            || Base64Url.DecodeFromChars(token, bytes, out _, out int written) != System.Buffers.OperationStatus.Done || written != bytes.Length)
        {
            return TokenCheck.Invalid;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(id, bytes[..NonceLength], expected);
        return CryptographicOperations.FixedTimeEquals(expected, bytes[NonceLength..]) ? TokenCheck.Valid : TokenCheck.Invalid;
    }

    private static void Sign(SessionId id, ReadOnlySpan<byte> nonce, Span<byte> destination)
    {
        Span<byte> signed = stackalloc byte[Label.Length + NonceLength];
        Label.CopyTo(signed);
        nonce.CopyTo(signed[Label.Length..]);
        HMACSHA256.HashData(SessionId.Bytes(in id), signed, destination);
    }
}
