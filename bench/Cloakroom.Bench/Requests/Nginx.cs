using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cloakroom.Bench.Contest;

namespace Cloakroom.Bench.Requests;

/// <summary>A real nginx of one process, by the recipe of samples/proxies, with four places more to compare it with.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx", Own = ":8080", App = ":8000", Cloakroom = "127.0.0.1:4242", Question = "/_cloakroom/verify";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private Nginx(Process process) => _process = process;

    public static bool IsHere => File.Exists(Program);

    public int ProcessId => _process.Id;

    /// <param name="folder">For its files.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="app">The port of the application behind it.</param>
    /// <param name="trivial">The Unix socket of the same application.</param>
    /// <param name="cloakroom">The port of Cloakroom's server.</param>
    /// <param name="socket">Its Unix socket.</param>
    public static async Task<Nginx> StartAsync(string folder, int port, int app, string trivial, int cloakroom, string socket)
    {
        string recipe = Repository.Find("samples", "proxies", "nginx") ?? throw new InvalidOperationException("There is no samples/proxies/nginx here.");
        foreach (string file in Directory.EnumerateFiles(recipe))
        {
            string text = (await File.ReadAllTextAsync(file)).Replace(Own, Port(port), StringComparison.Ordinal).Replace(App, Port(app), StringComparison.Ordinal)
                .Replace(Cloakroom, $"unix:{socket}", StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder, Path.GetFileName(file)), text);
        }

        string protect = await File.ReadAllTextAsync(Path.Combine(folder, "cloakroom-protect.conf"));
        foreach (string other in (string[])["static", "proxied", "tcp"])
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{other}-protect.conf"), protect.Replace(Question, $"/_{other}", StringComparison.Ordinal));
        }

        string site = Path.Combine(folder, "app.conf"), text204 = await File.ReadAllTextAsync(site);
        await File.WriteAllTextAsync(site, $"{Upstream("trivial", $"unix:{trivial}")}{Upstream("tcp", $"127.0.0.1{Port(cloakroom)}")}{text204.Replace("    location / {", Places(app), StringComparison.Ordinal)}");
        string nginx = Path.Combine(folder, "nginx.conf");
        // One process without a master, so that its end is the end of all of it.
        await File.WriteAllTextAsync(nginx, (await File.ReadAllTextAsync(nginx)).Replace("events {", "master_process off;\n\nevents {\n    worker_connections 4096;", StringComparison.Ordinal));
        Process process = Core.StartContender(new ProcessStartInfo(Program, ["-p", folder, "-c", "nginx.conf", "-e", "stderr"]) { UseShellExecute = false })
            ?? throw new InvalidOperationException("nginx did not start.");
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await ListensAsync(port, limit.Token))
        {
            await Task.Delay(20, limit.Token);
        }

        return new(process);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // The same in every respect but for who is asked.
    private static string Places(int app) => $$"""
            location = /_static {
                internal;
                return 204;
            }

            location = /_proxied {
                internal;
                include cloakroom-ask.conf;
                proxy_pass http://trivial/204;
                proxy_method GET;
                proxy_pass_request_body off;
                proxy_set_header Content-Length "";
            }

            location = /_tcp {
                internal;
                include cloakroom-ask.conf;
                proxy_pass http://tcp/auth/verify;
                proxy_method GET;
                proxy_pass_request_body off;
                proxy_set_header Content-Length "";
            }

            location = /plain {
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_pass http://127.0.0.1{{Port(app)}};
            }

            location = /static {
                include static-protect.conf;
                proxy_pass http://127.0.0.1{{Port(app)}};
            }

            location = /proxied {
                include proxied-protect.conf;
                proxy_pass http://127.0.0.1{{Port(app)}};
            }

            location = /tcp {
                include tcp-protect.conf;
                proxy_pass http://127.0.0.1{{Port(app)}};
            }

            location / {
        """;

    // As the recipe has it.
    private static string Upstream(string name, string server) => $"upstream {name} {{ server {server}; keepalive 32; keepalive_requests 100000; }}\n";

    private static string Port(int number) => string.Create(CultureInfo.InvariantCulture, $":{number}");

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
