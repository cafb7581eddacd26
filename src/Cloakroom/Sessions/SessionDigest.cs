using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cloakroom;

/// <summary>
/// The one-way image of a <see cref="SessionId"/> and the key under which a store keeps a session: its SHA-256, or where the store places
/// sessions, 192 bits of that of its first part and the route (<see cref="SessionId.DigestFor"/>). Not a secret, yet never logged whole.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct SessionDigest : IEquatable<SessionDigest>
{
    /// <summary>Length in bytes.</summary>
    public const int ByteLength = 32;

    /// <summary>Length of the route in bytes, which is the end where there is one.</summary>
    public const int RouteLength = 8;

    private readonly ulong _a, _b, _c, _d;

    /// <summary>Reads a digest from exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public SessionDigest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength)
        {
            throw new ArgumentException("A session digest has 32 bytes.", nameof(bytes));
        }

        this = MemoryMarshal.Read<SessionDigest>(bytes);
    }

    /// <summary>Copies the 32 bytes to <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => Bytes(in this).CopyTo(destination);

    /// <summary>The 32 bytes as a new array.</summary>
    public byte[] ToArray() => Bytes(in this).ToArray();

    /// <summary>Compares in constant time.</summary>
    public bool Equals(SessionDigest other) => CryptographicOperations.FixedTimeEquals(Bytes(in this), Bytes(in other));

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is SessionDigest other && Equals(other);

    /// <summary>The digest is uniform, so any part of it is a good hash.</summary>
    public override int GetHashCode() => (int)_a;

    /// <summary>The first 8 hexadecimal digits: enough to follow a session through a log (ASVS 16.2.5).</summary>
    public override string ToString() => Convert.ToHexStringLower(Bytes(in this)[..4]);

    /// <summary>Compares in constant time.</summary>
    public static bool operator ==(SessionDigest left, SessionDigest right) => left.Equals(right);

    /// <summary>Compares in constant time.</summary>
    public static bool operator !=(SessionDigest left, SessionDigest right) => !left.Equals(right);

    internal static ReadOnlySpan<byte> Bytes(in SessionDigest digest) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in digest, 1));
}
