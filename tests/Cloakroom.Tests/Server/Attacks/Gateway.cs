using System.Text;
using Cloakroom.Tests.Conventions;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>
/// An application that logs nobody in itself, behind a proxy that asks the server about each request: nginx and Caddy as docs/proxies.md has
/// them. Without one of them the test is the proxy, and asks what an honest one would ask.
/// </summary>
internal sealed class Gateway : IAsyncDisposable
{
    /// <summary>What the application needs where.</summary>
    public const string Rules =
        $"{Ground.Host}/public public; {Ground.Host}/admin role:admin; {Ground.Host}{AppBehind.Administration} role:admin; {Ground.Host}/scope-b role:editor; "
        + $"{Ground.Host}/fresh fresh:5m; *.{Ground.Host} public; private.{Ground.Host} signed-in";

    private const string Server = "127.0.0.1:4242", App = "127.0.0.1:8000";

    private readonly Uri _url;
    private readonly IAsyncDisposable? _proxy;

    private Gateway(Uri url, IAsyncDisposable? proxy) => (_url, _proxy) = (url, proxy);

    public static async Task<Gateway> StartAsync(Way way, Node server, EchoApp app)
    {
        int port = FreePort.Next();
        return way switch
        {
            Way.Nginx => new(new($"http://127.0.0.1:{port}"), await NginxAsync(port, server, app)),
            Way.Caddy => new(new($"http://127.0.0.1:{port}"), await CaddyAsync(port, server, app)),
            _ => new(server.Url, proxy: null),
        };
    }

    /// <summary>Sends a request for the application.</summary>
    public Task<WireAnswer> SendAsync(byte[] request) =>
        _proxy is null ? Wire.ExchangeAsync(_url, Question(request), isProxy: true) : Wire.ExchangeAsync(_url, request);

    /// <summary>Sends a request to the address by which proxies ask, as nobody but they should.</summary>
    public Task<WireAnswer> AskAsync(byte[] request) => Wire.ExchangeAsync(_url, request);

    /// <summary>Where requests are sent.</summary>
    public Uri Url => _url;

    /// <summary>Whether the application has seen the request, or an honest proxy would have let it.</summary>
    public bool HasLetIn(WireAnswer answer) => _proxy is null ? answer.Status is >= 200 and < 300 : answer.All(EchoApp.Mark).Count > 0;

    /// <summary>What the application was told: in its own words, or in the headers that a proxy hands on.</summary>
    public SeenRequest? Seen(WireAnswer answer) => !HasLetIn(answer) ? null : _proxy is null ? new("", answer.Headers) : SeenRequest.Read(answer);

    public ValueTask DisposeAsync() => _proxy?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>What a proxy asks about a request: its own words over whatever the client said under the same names.</summary>
    public static byte[] Question(byte[] request)
    {
        string[] lines = Encoding.UTF8.GetString(request).Split("\r\n\r\n")[0].Split("\r\n"), first = lines[0].Split(' ');
        (string Name, string Value)[] headers = [.. lines[1..].Select(l => l.Split(": ", 2)).Select(h => (h[0], h.ElementAtOrDefault(1) ?? ""))];
        string host = headers.First(h => h.Name == "Host").Value;
        string[] own = ["Host", "Content-Length", "Connection", "X-Forwarded-Method", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Uri"];
        return WireCalls.Bytes(
            "GET", "/auth/verify",
            [
                ("X-Forwarded-Method", first[0]), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", host), ("X-Forwarded-Uri", first[1]),
                .. headers.Where(h => !own.Contains(h.Name, StringComparer.OrdinalIgnoreCase)),
            ]);
    }

    private static async Task<NginxProcess> NginxAsync(int port, Node server, EchoApp app)
    {
        string[] parts = ["cloakroom.conf", "cloakroom-server.conf", "cloakroom-protect.conf", "cloakroom-ask.conf"];
        return await NginxProcess.StartAsync(
            port, Here("nginx/app.conf", "127.0.0.1:8080", $"127.0.0.1:{port}", server, app), parts.ToDictionary(p => p, p => Here($"nginx/{p}", "", "", server, app), StringComparer.Ordinal));
    }

    private static async Task<CaddyProcess> CaddyAsync(int port, Node server, EchoApp app)
    {
        // The parts are imported by their names, and a Caddyfile that is in one piece says the same. Of any host: the application has several here.
        string site = Here("caddy/Caddyfile", "http://localhost:8080", $":{port}", server, app).Replace("import cloakroom.caddy", "", StringComparison.Ordinal);
        return await CaddyProcess.StartAsync(port, $"{Here("caddy/cloakroom.caddy", "", "", server, app)}\n{site}");
    }

    private static string Here(string file, string address, string own, Node server, EchoApp app)
    {
        string text = Repository.Read($"samples/proxies/{file}").Replace(Server, server.Url.Authority, StringComparison.Ordinal).Replace(App, app.Authority, StringComparison.Ordinal);
        return address.Length == 0 ? text : text.Replace(address, own, StringComparison.Ordinal);
    }
}
