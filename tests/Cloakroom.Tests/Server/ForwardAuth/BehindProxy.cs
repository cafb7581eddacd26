using System.Text;
using Cloakroom.Tests.Server.Attacks;

namespace Cloakroom.Tests.Server.ForwardAuth;

/// <summary>
/// A server that believes a proxy on this machine, with rules; and the proxy is played by the test, octet by octet. One administrator, one
/// person without roles, both logged in.
/// </summary>
public sealed class BehindProxy : IAsyncLifetime
{
    public const string Host = "app.example.com", Origin = "https://app.example.com";

    private static readonly string[] Rules =
    [
        "/public public", "*/assets public", "/admin role:admin", "/recent fresh:5m", "/hook public,cross-site", "/api signed-in,preflight,cross-site",
        "open.example.com public", "*.wide.example.com public", "private.wide.example.com role:admin", "open.example.com/inside signed-in",
    ];

    private RunningServer? _server;

    internal RunningServer Server => _server ?? throw new InvalidOperationException("The server is not running.");

    internal ShiftedClock Clock { get; } = new();

    /// <summary>The session cookie of the administrator, and of a person without roles.</summary>
    public string Admin { get; private set; } = "";

    public string Person { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync(Rules);
        (Admin, Person) = (await EnterAsync(_server, RunningServer.Email), await EnterAsync(_server, "bob@example.org"));
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Asks as a proxy does that writes X-Forwarded headers.</summary>
    internal Task<WireAnswer> AskAsync(string target, string method = "GET", string? cookie = null, string host = Host, string path = "/auth/verify", params (string Name, string Value)[] more) =>
        SendAsync(Server, "GET", path, [.. Forwarded(target, method, host), .. Cookie(cookie), .. more]);

    internal static (string Name, string Value)[] Forwarded(string target, string method = "GET", string host = Host, string scheme = "https") =>
        [("X-Forwarded-Method", method), ("X-Forwarded-Proto", scheme), ("X-Forwarded-Host", host), ("X-Forwarded-Uri", target)];

    internal static (string Name, string Value)[] Cookie(string? cookie) => cookie is null ? [] : [("Cookie", cookie)];

    internal static async Task<WireAnswer> SendAsync(RunningServer server, string method, string path, (string Name, string Value)[] headers, string host = "cloakroom", string body = "")
    {
        string length = body.Length > 0 ? $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n" : "";
        string head = $"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n"))}{length}\r\n{body}";
        return await Wire.ExchangeAsync(server.Url, Encoding.UTF8.GetBytes(head));
    }

    internal static Task<RunningServer> StartAsync(string[] rules, Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? replace = null, params string[] flags) =>
        RunningServer.StartAsync(["--TrustedProxies", "127.0.0.1", "--ForwardAuth:Rules", string.Join(';', rules), .. flags], replace);

    internal static async Task<string> EnterAsync(RunningServer server, string email)
    {
        using HttpResponseMessage registered = await server.RegisterAsync(email), login = await server.LoginAsync(email);
        return login.Headers.GetValues("Set-Cookie").Single(l => l.StartsWith("session_id=", StringComparison.Ordinal)).Split(';')[0];
    }
}
