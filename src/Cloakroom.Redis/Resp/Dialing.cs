using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cloakroom.Redis;

/// <summary>Opens the way to one host: TCP or a Unix socket, with TLS where the address asks for it.</summary>
internal static class Dialing
{
    /// <exception cref="StoreUnavailableException">Nobody answers there.</exception>
    /// <exception cref="StoreStartException">Whoever answers is not who was meant; trying again will not help.</exception>
    public static async Task<Stream> OpenAsync(RedisStoreOptions options, (string Host, int Port) host, CancellationToken cancellationToken)
    {
        Socket socket = host.Port == 0
            ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await (host.Port == 0
                ? socket.ConnectAsync(new UnixDomainSocketEndPoint(host.Host), cancellationToken)
                : socket.ConnectAsync(host.Host, host.Port, cancellationToken));
            var stream = new NetworkStream(socket, ownsSocket: true);
            return options.Address.IsTls ? await SecureAsync(stream, host.Host, options.AuthorityFile, cancellationToken) : stream;
        }
        catch (Exception e)
        {
            socket.Dispose();
            throw e switch
            {
                SocketException => Throw.NotConnected("nobody answers at its address."),
                IOException => Throw.NotConnected("the server closed it at once; perhaps only one of the two speaks TLS."),
                AuthenticationException => new StoreStartException(
                    "The certificate of the Redis server is not trusted for its name; set AuthorityFile to the certificate that signed it, or write the name that it was made for.", e),
                CryptographicException => new StoreStartException(
                    $"The file {options.AuthorityFile} holds no certificates that can be read; write them in PEM form.", e),
                OperationCanceledException => Throw.NotConnected("it did not come about in time."),
                _ => e,
            };
        }
    }

    private static async Task<Stream> SecureAsync(NetworkStream stream, string name, string? authorityFile, CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        var settings = new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (authorityFile is not null)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(authorityFile);
            settings.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                // A private authority seldom publishes lists of what it has withdrawn.
                RevocationMode = X509RevocationMode.NoCheck,
            };
            settings.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        await secure.AuthenticateAsClientAsync(settings, cancellationToken);
        return secure;
    }
}
