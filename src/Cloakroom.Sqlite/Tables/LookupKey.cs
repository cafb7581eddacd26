using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Sqlite;

/// <summary>
/// The numbers under which rows are looked up. 48 bits take 6 bytes in a row and seldom collide; when they do, the records tell the
/// rows apart.
/// </summary>
internal static class LookupKey
{
    private const int Bytes = 6;

    public static long Of(SessionDigest digest)
    {
        Span<byte> bytes = stackalloc byte[SessionDigest.ByteLength];
        digest.CopyTo(bytes);
        return First48(bytes);
    }

    public static long OfUser(string userId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(userId), hash);
        return First48(hash);
    }

    private static long First48(ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[8];
        wide.Clear();
        bytes[..Bytes].CopyTo(wide[(8 - Bytes)..]);
        return BinaryPrimitives.ReadInt64BigEndian(wide);
    }
}
