using System.Globalization;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>The recipes of samples/proxies as they are, but for the ports and for the second that Cloakroom has: under other tests it may need longer.</summary>
internal static class Recipe
{
    private const string Second = "1s", Longer = "20s", Own = ":8080", App = ":8000", Cloakroom = ":4242";

    /// <summary>A proxy by a recipe.</summary>
    /// <param name="proxy"><c>nginx</c> or <c>Caddy</c>.</param>
    /// <param name="port">Where browsers find it.</param>
    /// <param name="app">The port of the app behind it.</param>
    /// <param name="cloakroom">The port of Cloakroom.</param>
    /// <param name="limit">How long Cloakroom has to answer.</param>
    public static async Task<ProxyProcess> StartAsync(string proxy, int port, int app, int cloakroom, string limit = Longer)
    {
        Dictionary<string, string> files = Files(proxy, port, app, cloakroom, limit);
        _ = files.Remove(proxy == "Caddy" ? "Caddyfile" : "app.conf", out string? site);
        return proxy == "Caddy" ? await CaddyProcess.StartAsync(port, site ?? "", files: files) : await NginxProcess.StartAsync(port, site ?? "", files);
    }

    /// <summary>The files by their names.</summary>
    public static Dictionary<string, string> Files(string proxy, int port, int app, int cloakroom, string limit = Longer)
    {
        return Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "proxies", proxy.ToLowerInvariant()))
            .ToDictionary(f => Path.GetFileName(f), f => With(File.ReadAllText(f)), StringComparer.Ordinal);

        string With(string text) => text.Replace(Own, Port(port), StringComparison.Ordinal).Replace(App, Port(app), StringComparison.Ordinal)
            .Replace(Cloakroom, Port(cloakroom), StringComparison.Ordinal).Replace($" {Second}", $" {limit}", StringComparison.Ordinal);
    }

    /// <summary>nginx by the recipe, which calls Cloakroom by its Unix socket as its comment says.</summary>
    public static async Task<ProxyProcess> StartOnSocketAsync(int port, int app, string socket)
    {
        Dictionary<string, string> files = Files("nginx", port, app, 0);
        const string tcp = "server 127.0.0.1:0;", unix = "server unix:/run/cloakroom/cloakroom.sock;";
        Assert.Contains(unix, files["cloakroom.conf"], StringComparison.Ordinal);
        files["cloakroom.conf"] = files["cloakroom.conf"].Replace(tcp, $"server unix:{socket};", StringComparison.Ordinal);
        _ = files.Remove("app.conf", out string? site);
        return await NginxProcess.StartAsync(port, site ?? "", files);
    }

    private static string Port(int number) => string.Create(CultureInfo.InvariantCulture, $":{number}");
}
