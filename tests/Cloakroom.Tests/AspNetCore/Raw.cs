using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Sends bytes that no polite client would send.</summary>
internal static class Raw
{
    /// <summary>One request on a connection of its own; the answer until the server closes.</summary>
    public static async Task<string> ExchangeAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await client.ConnectAsync(address.Host, address.Port, limit.Token);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(limit.Token);
    }
}
