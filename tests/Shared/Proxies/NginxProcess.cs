namespace Cloakroom.Shared;

/// <summary>A real nginx.</summary>
internal sealed class NginxProcess : ProxyProcess
{
    private NginxProcess(int port) : base(port)
    {
    }

    /// <param name="port">A port that one of the servers listens on: <c>listen 127.0.0.1:PORT;</c>.</param>
    /// <param name="http">What stands in the block <c>http</c>.</param>
    /// <param name="files">Further files, by the names under which <c>include</c> asks for them.</param>
    public static async Task<NginxProcess> StartAsync(int port, string http, IReadOnlyDictionary<string, string>? files = null)
    {
        var nginx = new NginxProcess(port);
        foreach ((string name, string text) in files ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            await File.WriteAllTextAsync(Path.Combine(nginx.Folder, name), text);
        }

        string folders = string.Join('\n', new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(f => $"    {f}_temp_path {nginx.Folder}/{f};"));
        // One process without a master, so that its end is the end of all of it.
        await File.WriteAllTextAsync(Path.Combine(nginx.Folder, "nginx.conf"), $$"""
            daemon off;
            master_process off;
            pid {{nginx.Folder}}/nginx.pid;
            error_log stderr warn;
            events { worker_connections 4096; }
            http {
                access_log off;
            {{folders}}
            {{http}}
            }

            """);
        await nginx.RunAsync("/usr/sbin/nginx", "-p", nginx.Folder, "-c", "nginx.conf", "-e", "stderr");
        return nginx;
    }
}
