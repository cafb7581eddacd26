namespace Cloakroom.Shared;

/// <summary>A real Caddy.</summary>
internal sealed class CaddyProcess : ProxyProcess
{
    private CaddyProcess(int port) : base(port)
    {
    }

    /// <param name="port">A port that one of the sites listens on: <c>http://localhost:PORT { … }</c>, or <c>:PORT</c> for any host.</param>
    /// <param name="sites">The Caddyfile without its global options.</param>
    /// <param name="globals">Further global options.</param>
    /// <param name="files">Further files, by the names under which <c>import</c> asks for them.</param>
    public static async Task<CaddyProcess> StartAsync(int port, string sites, string globals = "", IReadOnlyDictionary<string, string>? files = null)
    {
        var caddy = new CaddyProcess(port);
        foreach ((string name, string text) in files ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            await File.WriteAllTextAsync(Path.Combine(caddy.Folder, name), text);
        }

        await File.WriteAllTextAsync(Path.Combine(caddy.Folder, "Caddyfile"), $$"""
            {
            	admin off
            	auto_https off
            	default_bind 127.0.0.1
            {{globals}}
            }

            {{sites}}

            """);
        await caddy.RunAsync("/usr/bin/caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile");
        return caddy;
    }
}
