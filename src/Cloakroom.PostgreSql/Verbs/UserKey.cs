using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.PostgreSql;

/// <summary>
/// What stands for a user in the tables: the first 128 bits of the SHA-256 of the ID, whatever characters and length the ID has.
/// </summary>
internal static class UserKey
{
    private const int Bytes = 16;

    public static Guid Of(string userId) => new(SHA256.HashData(Encoding.UTF8.GetBytes(userId)).AsSpan(0, Bytes), bigEndian: true);
}
