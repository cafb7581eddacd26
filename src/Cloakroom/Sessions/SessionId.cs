using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cloakroom;

/// <summary>
/// The secret that names a session: 256 random bits, shown as 43 base64url characters (OWASP ASVS 7.2.3). The first 192 are known to
/// nobody but the client; the other 64, the route, stand in the <see cref="SessionDigest"/> as they are, so that a store may find by
/// them where it keeps the user's sessions (<see cref="ISessionPlacement"/>). <see cref="ToString"/> prints no secret.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct SessionId
{
    /// <summary>Length of the encoded form, in characters.</summary>
    public const int EncodedLength = 43;

    /// <summary>Length of the secret, in bytes.</summary>
    public const int ByteLength = 32;

    /// <summary>Length of the part that nobody else knows, in bytes.</summary>
    internal const int SecretLength = SessionDigest.ByteLength - SessionDigest.RouteLength;

    private readonly ulong _a, _b, _c, _d;

    private SessionId(ReadOnlySpan<byte> bytes) => this = MemoryMarshal.Read<SessionId>(bytes);

    /// <summary>Makes a new ID from the system's cryptographic random number generator.</summary>
    public static SessionId Create()
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        RandomNumberGenerator.Fill(bytes);
        return new SessionId(bytes);
    }

    /// <summary>Makes a new ID for a session of this user, with the route that the store wants.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot say where.</exception>
    public static SessionId Create(ISessionPlacement placement, string userId)
    {
        ArgumentNullException.ThrowIfNull(placement);
        Span<byte> bytes = stackalloc byte[ByteLength], hash = stackalloc byte[SHA256.HashSizeInBytes];
        RandomNumberGenerator.Fill(bytes);
        SHA256.HashData(bytes[..SecretLength], hash);
        placement.Place(userId, hash[..SecretLength], bytes[SecretLength..]);
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

    /// <summary>What a store keeps: the first 192 bits of the SHA-256 of the secret, and the route.</summary>
    public SessionDigest Digest()
    {
        ReadOnlySpan<byte> bytes = Bytes(in this);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..SecretLength], hash);
        bytes[SecretLength..].CopyTo(hash[SecretLength..]);
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
