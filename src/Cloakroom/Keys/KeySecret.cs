using System.Security.Cryptography;

namespace Cloakroom.Keys;

/// <summary>Encrypts the keys in the store: AES-256-GCM, each time with a new random nonce of 96 bits, so for up to 2^32 keys (SP 800-38D 8.3).</summary>
internal sealed class KeySecret
{
    public const string FilePrefix = "file:";

    /// <summary>What is added to a text by <see cref="Seal"/>, in bytes: nonce and tag.</summary>
    public const int Overhead = NonceLength + TagLength;

    private const int Length = 32, NonceLength = 12, TagLength = 16;

    private readonly byte[] _key;

    private KeySecret(byte[] key) => _key = key;

    /// <summary>Reads 32 bytes in base64, with space around them; null when it is something else.</summary>
    public static KeySecret? TryRead(string text)
    {
        byte[] key = new byte[Length + 3];
        return Convert.TryFromBase64String(text.Trim(), key, out int written) && written == Length ? new KeySecret(key[..Length]) : null;
    }

    /// <param name="plain">What to encrypt.</param>
    /// <param name="name">What it is: it opens only under the same name.</param>
    /// <returns>Nonce, tag and ciphertext.</returns>
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> name)
    {
        byte[] whole = new byte[Overhead + plain.Length];
        Span<byte> nonce = whole.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce, plain, whole.AsSpan(Overhead), whole.AsSpan(NonceLength, TagLength), name);
        return whole;
    }

    /// <summary>The text; null when it was sealed under another secret or name, or is damaged.</summary>
    public byte[]? TryOpen(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> name)
    {
        if (whole.Length < Overhead)
        {
            return null;
        }

        byte[] plain = new byte[whole.Length - Overhead];
        using var aes = new AesGcm(_key, TagLength);
        try
        {
            aes.Decrypt(whole[..NonceLength], whole[Overhead..], whole.Slice(NonceLength, TagLength), plain, name);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Prints no secret.</summary>
    public override string ToString() => nameof(KeySecret);
}
