using System.Collections.Concurrent;

namespace Cloakroom.Tests.Tokens.Client;

/// <summary>The network of a client: notes what goes out, and does to it what a test wants.</summary>
internal sealed class Wire() : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
{
    private readonly ConcurrentQueue<(string Path, string? Authorization)> _seen = new();

    /// <summary>Called in place of the network, which is the second argument.</summary>
    public Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> Do { get; set; } = (_, send) => send();

    public IReadOnlyCollection<(string Path, string? Authorization)> Seen => _seen;

    public int Count(string path) => _seen.Count(s => s.Path == path);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _seen.Enqueue((request.RequestUri?.AbsolutePath ?? "", request.Headers.Authorization?.ToString()));
        return Do(request, () => base.SendAsync(request, cancellationToken));
    }
}
