using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cloakroom;

/// <summary>
/// The secret that names a session: 256 random bits, shown as 43 base64url characters (OWASP ASVS 7.2.3).
/// Stores see only its <see cref="SessionDigest"/>; <see cref="ToString"/> prints no secret.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct SessionId
{
    /// <summary>Length of the encoded form, in characters.</summary>
    public const int EncodedLength = 43;

    /// <summary>Length of the secret, in bytes.</summary>
    public const int ByteLength = 32;

    private readonly ulong _a, _b, _c, _d;

    private SessionId(ReadOnlySpan<byte> bytes) => this = MemoryMarshal.Read<SessionId>(bytes);

    /// <summary>Makes a new ID from the system's cryptographic random number generator.</summary>
    public static SessionId Create()
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        RandomNumberGenerator.Fill(bytes);
        return new SessionId(bytes);
    }

    /// <summary>
    /// Reads the one canonical form. Anything else, also an ID with padding, white space or unused bits set, is refused,
    /// so that exactly one string names a session.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionId id)
    {
        id = default;
        if (text.Length != EncodedLength || !HasCanonicalEnd(text[^1]))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[ByteLength];
        if (Base64Url.DecodeFromChars(text, bytes, out int consumed, out int written) != System.Buffers.OperationStatus.Done
            || consumed != EncodedLength || written != ByteLength)
        {
            return false;
        }

        id = new SessionId(bytes);
        return true;
    }

    /// <summary>The SHA-256 of the secret: what a store keeps.</summary>
    public SessionDigest Digest()
    {
        Span<byte> hash = stackalloc byte[SessionDigest.ByteLength];
        SHA256.HashData(Bytes(in this), hash);
        return new SessionDigest(hash);
    }

    /// <summary>The secret itself, for the Set-Cookie line and nothing else.</summary>
    public string Reveal() => Base64Url.EncodeToString(Bytes(in this));

    /// <summary>Prints no secret.</summary>
    public override string ToString() => "SessionId(secret)";

    internal static ReadOnlySpan<byte> Bytes(in SessionId id) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in id, 1));

    // 43 characters carry 258 bits; the last two must be zero, or four strings would name one session.
    private static bool HasCanonicalEnd(char last) => "AEIMQUYcgkosw048".Contains(last, StringComparison.Ordinal);
}
