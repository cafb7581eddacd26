using System.Text;

namespace Cloakroom.Sqlite;

/// <summary>A key of session data as the table keeps it: its UTF-8 bytes, compared octet by octet.</summary>
internal static class DataKey
{
    // Strict: two keys must not become one because an invalid character was replaced.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Bytes(string key)
    {
        byte[] bytes = Utf8.GetBytes(key);
        return bytes.Length is > 0 and <= ISessionDataStore.MaxKeyBytes
            ? bytes
            : throw new ArgumentException($"A key has 1 to {ISessionDataStore.MaxKeyBytes} UTF-8 bytes; this one has {bytes.Length}.", nameof(key));
    }
}
