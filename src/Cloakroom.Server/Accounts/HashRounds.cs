using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Makes the check of an old hash as much work as that of a new one: whoever measures must not learn which accounts have not been used
/// since the number of rounds rose (promise Q50).
/// </summary>
internal static class HashRounds
{
    // The format 3 of ASP.NET Core Identity: 0x01, then pseudo-random function, rounds and size of the salt as big-endian numbers of 32 bits.
    private const int RoundsAt = 5, LeastSize = 13;
    private const byte Format3 = 1;

    /// <summary>The rounds that this hash takes less than one made now. A hash in another format is taken for one of next to none.</summary>
    public static int Missing(string hash, int rounds)
    {
        byte[] bytes = new byte[(hash.Length * 3 / 4) + 3];
        bool isOurs = Convert.TryFromBase64String(hash, bytes, out int length) && length >= LeastSize && bytes[0] == Format3;
        return isOurs ? Math.Max(0, rounds - (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(RoundsAt)))) : rounds;
    }

    /// <summary>Does them, for nothing.</summary>
    public static void Work(string password, int rounds)
    {
        if (rounds > 0)
        {
            _ = Rfc2898DeriveBytes.Pbkdf2(password, new byte[16], rounds, HashAlgorithmName.SHA512, 32);
        }
    }
}
