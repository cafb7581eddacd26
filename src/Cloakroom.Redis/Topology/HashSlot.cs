using System.Text;

namespace Cloakroom.Redis;

/// <summary>Which of the 16,384 slots of a cluster a key lies in: CRC-16 (XMODEM) of what stands between its first braces, or of all of it.</summary>
internal static class HashSlot
{
    public const int Count = 16_384;
    private const ushort Polynomial = 0x1021;

    private static readonly ushort[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static int Of(string key)
    {
        Span<byte> bytes = stackalloc byte[256];
        int length = Encoding.UTF8.GetBytes(key, bytes);
        return Of(bytes[..length]);
    }

    public static int Of(ReadOnlySpan<byte> key)
    {
        int open = key.IndexOf((byte)'{');
        int length = open < 0 ? -1 : key[(open + 1)..].IndexOf((byte)'}');
        // An empty pair of braces names nothing: then all of the key counts.
        ReadOnlySpan<byte> hashed = length > 0 ? key.Slice(open + 1, length) : key;
        int crc = 0;
        foreach (byte b in hashed)
        {
            crc = ((crc << 8) ^ Table[((crc >> 8) ^ b) & 0xFF]) & 0xFFFF;
        }

        return crc % Count;
    }

    private static ushort Entry(int value)
    {
        int crc = value << 8;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ Polynomial;
        }

        return (ushort)crc;
    }
}
