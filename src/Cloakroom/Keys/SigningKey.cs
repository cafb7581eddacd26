using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Cloakroom.Keys;

/// <summary>A key that signs tokens, with the moment from which it does. It prints its name alone.</summary>
internal sealed class SigningKey
{
    /// <summary>Length of the form in the store, in bytes.</summary>
    public const int ByteLength = 16 + (3 * VerificationKey.CoordinateLength);

    private readonly byte[] _d, _x, _y;
    private SigningCredentials? _credentials;

    private SigningKey(DateTimeOffset createdAt, DateTimeOffset signsFrom, byte[] d, byte[] x, byte[] y)
    {
        (CreatedAt, SignsFrom, _d, _x, _y) = (createdAt, signsFrom, d, x, y);
        Public = VerificationKey.Of(x, y);
    }

    /// <summary>The name in the header of a token: the thumbprint of the public half (RFC 7638).</summary>
    public string Kid => Public.Kid;

    /// <summary>What verifiers get.</summary>
    public VerificationKey Public { get; }

    /// <summary>What the token library signs with. Made for the first signature: a start does not wait until that library is loaded.</summary>
    public SigningCredentials Credentials => _credentials ??= new SigningCredentials(
        new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv = JsonWebKeyECTypes.P256, Kid = Kid,
            D = Base64UrlEncoder.Encode(_d), X = Base64UrlEncoder.Encode(_x), Y = Base64UrlEncoder.Encode(_y),
        },
        VerificationKey.Algorithm);

    /// <summary>Since when it is published.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>From when on it signs.</summary>
    public DateTimeOffset SignsFrom { get; }

    /// <summary>Makes a new key. Times are exact to the millisecond.</summary>
    public static SigningKey Create(DateTimeOffset createdAt, DateTimeOffset signsFrom)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECParameters key = pair.ExportParameters(includePrivateParameters: true);
        return new(Exact(createdAt), Exact(signsFrom), key.D ?? [], key.Q.X ?? [], key.Q.Y ?? []);
    }

    /// <summary>
    /// Reads bytes 0 to 7 the creation and 8 to 15 the first signature, in milliseconds since 1970 UTC, big-endian; 16 to 47 the private
    /// number, 48 to 79 x, 80 to 111 y. Null when that is no key of P-256.
    /// </summary>
    public static SigningKey? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength || !TryReadTime(bytes, out DateTimeOffset createdAt) || !TryReadTime(bytes[8..], out DateTimeOffset signsFrom))
        {
            return null;
        }

        byte[] d = bytes[16..48].ToArray(), x = bytes[48..80].ToArray(), y = bytes[80..].ToArray();
        try
        {
            // Fails unless the three belong together.
            using var pair = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d, Q = new ECPoint { X = x, Y = y } });
            return new(createdAt, signsFrom, d, x, y);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Writes the form that <see cref="TryRead"/> reads. A secret.</summary>
    public byte[] Reveal()
    {
        byte[] bytes = new byte[ByteLength];
        BinaryPrimitives.WriteInt64BigEndian(bytes, CreatedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), SignsFrom.ToUnixTimeMilliseconds());
        _d.CopyTo(bytes, 16);
        _x.CopyTo(bytes, 48);
        _y.CopyTo(bytes, 80);
        return bytes;
    }

    /// <summary>Prints no secret.</summary>
    public override string ToString() => Kid;

    private static DateTimeOffset Exact(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static bool TryReadTime(ReadOnlySpan<byte> bytes, out DateTimeOffset time)
    {
        long milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        bool isTime = milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        time = isTime ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return isTime;
    }
}
