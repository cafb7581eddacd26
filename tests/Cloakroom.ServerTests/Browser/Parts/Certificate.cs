using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A certificate that nobody signed, for the domains of the tests and their subdomains.</summary>
internal static class Certificate
{
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Chromium.Domain}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string domain in new[] { Chromium.Domain, Chromium.OtherDomain, Chromium.Suffix })
        {
            names.AddDnsName(domain);
            names.AddDnsName($"*.{domain}");
        }

        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
