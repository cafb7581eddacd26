using System.Net.Sockets;

namespace Cloakroom;

/// <summary>
/// Reports a connection that is lost the moment it is made as <see cref="HttpRequestException"/>, like every other failure to reach a server.
/// </summary>
/// <remarks>
/// <see cref="SocketsHttpHandler"/> asks a connection that was just made for the address of its other end, and lets the
/// <see cref="SocketException"/> through that this throws where the other end is gone again (.NET 10). Nobody expects one from an
/// <see cref="HttpClient"/>, and unhandled in the background it ends the application.
/// </remarks>
internal sealed class ConnectionLossHandler(HttpMessageHandler network) : DelegatingHandler(network)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException lost)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The connection was lost as soon as it was made.", lost);
        }
    }
}
