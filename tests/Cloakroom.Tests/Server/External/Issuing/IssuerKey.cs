using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Tests.Server.External.Issuing;

/// <summary>A key that an issuer signs with.</summary>
internal sealed class IssuerKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _elliptic;

    private IssuerKey(string id, RSA? rsa, ECDsa? elliptic) => (Id, _rsa, _elliptic) = (id, rsa, elliptic);

    public string Id { get; }

    public string Algorithm => _rsa is null ? "ES256" : "RS256";

    public static IssuerKey Rsa(string id) => new(id, RSA.Create(2048), null);

    public static IssuerKey Elliptic(string id) => new(id, null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>As it is published (RFC 7517).</summary>
    public object Published()
    {
        if (_elliptic is not null)
        {
            ECParameters point = _elliptic.ExportParameters(includePrivateParameters: false);
            return new { kty = "EC", crv = "P-256", use = "sig", kid = Id, alg = Algorithm, x = Text(point.Q.X), y = Text(point.Q.Y) };
        }

        RSAParameters numbers = _rsa?.ExportParameters(includePrivateParameters: false) ?? default;
        return new { kty = "RSA", use = "sig", kid = Id, alg = Algorithm, n = Text(numbers.Modulus), e = Text(numbers.Exponent) };
    }

    public byte[] Sign(string input)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(input);
        return _elliptic?.SignData(bytes, HashAlgorithmName.SHA256) ?? _rsa?.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ?? [];
    }

    /// <summary>The public key as the text that somebody might take for a secret (RFC 8725 2.1).</summary>
    public byte[] AsSecret() => Encoding.ASCII.GetBytes(_rsa?.ExportSubjectPublicKeyInfoPem() ?? _elliptic?.ExportSubjectPublicKeyInfoPem() ?? "");

    public void Dispose()
    {
        _rsa?.Dispose();
        _elliptic?.Dispose();
    }

    private static string Text(byte[]? bytes) => Base64Url.EncodeToString(bytes ?? []);
}
