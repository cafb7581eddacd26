using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Server.Proxies;

/// <summary>
/// The address of the client in X-Forwarded-For, read from its end: each proxy adds the address that it was called from. What stands before the
/// first one that is not itself a trusted proxy was written by the client.
/// </summary>
internal static class ForwardedFor
{
    public const string Header = "X-Forwarded-For";

    /// <summary>Null where a trusted proxy tells none.</summary>
    /// <param name="header">As the trusted proxy sent it.</param>
    /// <param name="trusted">Further proxies that are believed.</param>
    public static IPAddress? Read(StringValues header, List<IPNetwork> trusted)
    {
        IPAddress? client = null;
        for (int i = header.Count - 1; i >= 0; i--)
        {
            ReadOnlySpan<char> rest = header[i];
            while (!rest.IsEmpty)
            {
                int comma = rest.LastIndexOf(',');
                if (!TryParse(rest[(comma + 1)..].Trim(" \t"), out IPAddress? hop))
                {
                    return client;
                }

                client = hop;
                if (!ProxyPeer.IsListed(trusted, hop))
                {
                    return client;
                }

                rest = comma < 0 ? default : rest[..comma];
            }
        }

        return client;
    }

    // Some write the port as well.
    private static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        if (IPAddress.TryParse(text, out address))
        {
            return true;
        }

        address = IPEndPoint.TryParse(text, out IPEndPoint? one) ? one.Address : null;
        return address is not null;
    }
}
