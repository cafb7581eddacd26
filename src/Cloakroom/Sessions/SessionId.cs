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

    // Of an ID that a store places, this much is random; the rest is the route, which looks so.
    private const int PlacedSecretLength = SessionDigest.ByteLength - SessionDigest.RouteLength;

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
    /// Makes a new ID for a session of this user in this store. Where the store is an <see cref="ISessionPlacement"/>, 192 of the bits are
    /// random and 64 are the route, which only the store's own key tells from random bits.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store has not been reached yet and cannot say where.</exception>
    public static SessionId CreateFor(ISessionStore store, string userId)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store is ISessionPlacement placement ? Create(placement, userId) : Create();
    }

    internal static SessionId Create(ISessionPlacement placement, string userId)
    {
        Span<byte> bytes = stackalloc byte[ByteLength], hash = stackalloc byte[SHA256.HashSizeInBytes];
        RandomNumberGenerator.Fill(bytes);
        SHA256.HashData(bytes[..PlacedSecretLength], hash);
        placement.Place(userId, hash[..PlacedSecretLength], bytes[PlacedSecretLength..]);
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

    /// <summary>The SHA-256 of the secret: what a store keeps, but for a store that places sessions (<see cref="DigestFor"/>).</summary>
    public SessionDigest Digest()
    {
        Span<byte> hash = stackalloc byte[SessionDigest.ByteLength];
        SHA256.HashData(Bytes(in this), hash);
        return new SessionDigest(hash);
    }

    /// <summary>
    /// What this store keeps: <see cref="Digest"/>, or for an <see cref="ISessionPlacement"/> the first 192 bits of the SHA-256 of the first
    /// 192 bits, and the route as it is.
    /// </summary>
    public SessionDigest DigestFor(ISessionStore store) => store is ISessionPlacement ? PlacedDigest() : Digest();

    internal SessionDigest PlacedDigest()
    {
        ReadOnlySpan<byte> bytes = Bytes(in this);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..PlacedSecretLength], hash);
        bytes[PlacedSecretLength..].CopyTo(hash[PlacedSecretLength..]);
        return new SessionDigest(hash);
    }

    /// <summary>The secret itself, for the Set-Cookie line and nothing else.</summary>
    public string Reveal() => Base64Url.EncodeToString(Bytes(in this));

    /// <summary>Prints no secret.</summary>
    public override string ToString() => "SessionId(secret)";

    internal static SessionId FromBytes(ReadOnlySpan<byte> bytes) => new(bytes[..ByteLength]);

    internal static ReadOnlySpan<byte> Bytes(in SessionId id) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in id, 1));

    // 43 characters carry 258 bits; the last two must be zero, or four strings would name one session.
    private static bool HasCanonicalEnd(char last) => "AEIMQUYcgkosw048".Contains(last, StringComparison.Ordinal);
}
