using System.Security.Cryptography;
using System.Text;
using Cloakroom.Keys;
using Cloakroom.Tokens;
using Microsoft.IdentityModel.Tokens;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Tokens;

/// <summary>Signs whatever it is given with the real key of a ring.</summary>
internal static class TokenSignature
{
    /// <summary>The token with the lower s, as we sign, or with the higher one.</summary>
    public static string Sign(KeyRing ring, byte[] header, byte[] payload, bool highS = false)
    {
        string signed = $"{EncodeToString(header)}.{EncodeToString(payload)}";
        while (true)
        {
            string token = $"{signed}.{EncodeToString(Of(ring, Encoding.ASCII.GetBytes(signed)))}";
            if (LowS.Of(token) == token != highS)
            {
                return token;
            }
        }
    }

    /// <summary>The signature of these octets: r and s, 32 octets each, or as DER.</summary>
    public static byte[] Of(KeyRing ring, byte[] signed, DSASignatureFormat format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
    {
        var key = (JsonWebKey)ring.Current.Credentials.Key;
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, D = DecodeFromChars(key.D), Q = new ECPoint { X = DecodeFromChars(key.X), Y = DecodeFromChars(key.Y) },
        });
        return ecdsa.SignData(signed, HashAlgorithmName.SHA256, format);
    }
}
