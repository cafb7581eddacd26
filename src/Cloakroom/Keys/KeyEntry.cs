using System.Globalization;
using System.Text;

namespace Cloakroom.Keys;

/// <summary>
/// One entry of the ring "signing" in the store. The name is a number of ten digits that grows: of two that make the next key at once, the
/// first to take the number wins, so no lock is needed.
/// </summary>
/// <remarks>Byte 0 is the version, 1; byte 1 is 0 for a key as it is, or 1 for one that is sealed (<see cref="KeySecret"/>); then the key.</remarks>
/// <param name="Number">Its place in the order.</param>
/// <param name="Name">Its name in the store.</param>
/// <param name="Key">The key; null when it cannot be read.</param>
internal sealed record KeyEntry(long Number, string Name, SigningKey? Key)
{
    public const string Ring = "signing";

    private const byte Version = 1, Plain = 0, Sealed = 1;

    /// <summary>The entry for a new key.</summary>
    public static KeyMaterial Write(long number, SigningKey key, KeySecret? secret)
    {
        string name = number.ToString("D10", CultureInfo.InvariantCulture);
        byte[] bytes = key.Reveal();
        return new(name, secret is null ? (byte[])[Version, Plain, .. bytes] : [Version, Sealed, .. secret.Seal(bytes, Bound(name))]);
    }

    /// <summary>Reads an entry; what it holds may be unreadable, its place in the order never is (0 for a name that is not ours).</summary>
    public static KeyEntry Read(KeyMaterial material, KeySecret? secret)
    {
        _ = long.TryParse(material.Name, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        return new(number, material.Name, number > 0 ? TryRead(material.Name, material.Bytes.Span, secret) : null);
    }

    public override string ToString() => $"{Name} {Key?.ToString() ?? "unreadable"}";

    private static SigningKey? TryRead(string name, ReadOnlySpan<byte> bytes, KeySecret? secret) => bytes switch
    {
        [Version, Plain, .. var key] => SigningKey.TryRead(key),
        [Version, Sealed, .. var whole] => secret?.TryOpen(whole, Bound(name)) is { } key ? SigningKey.TryRead(key) : null,
        _ => null,
    };

    // Whoever can write to the store cannot pass an old key off as a new one.
    private static byte[] Bound(string name) => Encoding.UTF8.GetBytes($"cloakroom/{Ring}/{name}");
}
