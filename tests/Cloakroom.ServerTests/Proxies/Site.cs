namespace Cloakroom.ServerTests.Proxies;

/// <summary>An app with a proxy in front, under an address of its own.</summary>
internal sealed class Site(ProxyProcess proxy, AppProcess app) : IAsyncDisposable
{
    public Uri Url => proxy.Url;

    public string Origin => Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Starts both.</summary>
    /// <param name="proxy"><c>nginx</c> or <c>Caddy</c>.</param>
    /// <param name="app"><c>Node</c> or <c>Python</c>.</param>
    /// <param name="port">Where browsers find it.</param>
    /// <param name="issuer">The public address of Cloakroom.</param>
    /// <param name="cloakroom">Cloakroom.</param>
    public static async Task<Site> StartAsync(string proxy, string app, int port, Uri issuer, ServerProcess cloakroom)
    {
        int behind = FreePort.Next();
        AppProcess started = await AppProcess.StartAsync(app, behind, new Uri($"http://localhost:{port}"), issuer, cloakroom.Url);
        return new(await Recipe.StartAsync(proxy, port, behind, cloakroom.Port), started);
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await app.DisposeAsync();
    }
}
