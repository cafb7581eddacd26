using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Redis;

/// <summary>
/// Which place a user has, and how the route of an ID hides it: <c>place = HMAC(key, 1 ‖ user)</c>, <c>route = place XOR HMAC(key, 2 ‖ head of
/// the digest)</c>. Without the key a route is noise; with it, the digest alone leads to the place (docs/decisions/0060).
/// </summary>
internal sealed class Places(byte[] key)
{
    public const int KeyLength = 32;
    private const byte OfUser = 1, OfHead = 2;

    // Strict, as in the record: two users must not become one because an invalid character was replaced.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public UserPlace Of(string userId)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        int length = Utf8.GetByteCount(userId);
        Span<byte> text = length < 512 ? stackalloc byte[length + 1] : new byte[length + 1];
        text[0] = OfUser;
        Utf8.GetBytes(userId, text[1..]);
        HMACSHA256.HashData(key, text, mac);
        return new UserPlace(new Place(BitConverter.ToUInt64(mac)), BitConverter.ToUInt32(mac[Place.Length..]));
    }

    public Place Of(in DigestParts digest) => new(digest.Route ^ Mask(digest.Head));

    public void Hide(Place place, ReadOnlySpan<byte> head, Span<byte> route) =>
        BitConverter.TryWriteBytes(route, place.Value ^ Mask(head));

    private ulong Mask(ReadOnlySpan<byte> head)
    {
        Span<byte> text = stackalloc byte[1 + DigestParts.HeadLength], mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        text[0] = OfHead;
        head.CopyTo(text[1..]);
        HMACSHA256.HashData(key, text, mac);
        return BitConverter.ToUInt64(mac);
    }
}
