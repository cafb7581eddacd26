using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Server.Throttling;

/// <summary>
/// A browser that an account has logged in with. Its 36 bytes are a random number (16), the day of the last login there as days since
/// 1970-01-01, big-endian (4), and a MAC over version, account, number and day under the account's own secret (HMAC-SHA-256, the first 16).
/// </summary>
internal sealed record Device
{
    public const int Size = NumberSize + DaySize + MacSize, SecretSize = 32;

    // As long as browsers keep a cookie (RFC 6265bis 5.5).
    public const int Days = 400;

    private const int NumberSize = 16, DaySize = 4, MacSize = 16;

    private readonly byte[] _bytes;

    private Device(byte[] bytes) => _bytes = bytes;

    /// <summary>What tells it from all others, from one login there to the next.</summary>
    public ReadOnlySpan<byte> Number => _bytes.AsSpan(0, NumberSize);

    private uint Day => BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(NumberSize));

    /// <summary>A device of this account that was not there before.</summary>
    public static Device New(string account, byte[] secret, DateTimeOffset now) => Of(RandomNumberGenerator.GetBytes(NumberSize), account, secret, now);

    /// <summary>Takes what a request shows; null when it has not the form of one.</summary>
    public static Device? Read(ReadOnlySpan<byte> bytes) => bytes.Length == Size ? new(bytes.ToArray()) : null;

    /// <summary>The same device with the day of today.</summary>
    public Device Renewed(string account, byte[] secret, DateTimeOffset now) => Of(Number, account, secret, now);

    /// <summary>Whether it was made with this secret for this account, and not too long ago.</summary>
    public bool IsOf(string account, byte[] secret, DateTimeOffset now)
    {
        bool isGenuine = CryptographicOperations.FixedTimeEquals(Mac(account, secret, _bytes.AsSpan(0, NumberSize + DaySize)), _bytes.AsSpan(NumberSize + DaySize));
        // A day ahead is a clock that was set back.
        return isGenuine && (long)Day + Days >= Today(now);
    }

    public ReadOnlySpan<byte> Reveal() => _bytes;

    /// <summary>Prints no secret.</summary>
    public override string ToString() => "Device";

    private static Device Of(ReadOnlySpan<byte> number, string account, byte[] secret, DateTimeOffset now)
    {
        byte[] bytes = new byte[Size];
        number.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(NumberSize), (uint)Today(now));
        Mac(account, secret, bytes.AsSpan(0, NumberSize + DaySize)).CopyTo(bytes.AsSpan(NumberSize + DaySize));
        return new(bytes);
    }

    private static long Today(DateTimeOffset now) => now.ToUnixTimeSeconds() / 86_400;

    // Number and day have a fixed size and stand last, so that no two inputs are the same bytes.
    private static ReadOnlySpan<byte> Mac(string account, byte[] secret, ReadOnlySpan<byte> signed)
    {
        byte[] input = [.. "cloakroom device 1 "u8, .. Encoding.UTF8.GetBytes(account), .. signed];
        return HMACSHA256.HashData(secret, input).AsSpan(0, MacSize);
    }
}
