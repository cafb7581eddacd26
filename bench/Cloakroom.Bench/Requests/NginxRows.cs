using Cloakroom.Bench.Apps;
using Cloakroom.Bench.Contest;

namespace Cloakroom.Bench.Requests;

/// <summary>Forward-auth: the recipe of samples/proxies with Cloakroom's server, and with something trivial in its place.</summary>
internal static class NginxRows
{
    public const string Cloakroom = "nginx with Cloakroom";

    public const string Anonymous =
        "Of nginx with Cloakroom, *no authentication* is the same `proxy_pass` without any `auth_request`, and *nobody* is the same recipe with `return 204` of nginx itself in the place "
        + "of Cloakroom. nginx asks over a Unix socket, where it does not say TCP. What a question to another process costs whoever answers it, shows the row of a trivial backend, over such a socket too; "
        + "in the last row that backend stands for *nobody*.";

    private const string Registration = $$"""{"email":"{{BehindProxy.Email}}","password":"correct horse battery staple"}""";

    /// <summary>Whether nginx and the recipe are here.</summary>
    public static bool IsPossible => Nginx.IsHere && Repository.Find("samples", "proxies", "nginx") is not null;

    public static async Task<Group> StartAsync(Field field)
    {
        int port = FreePort.Take();
        string socket = Path.Combine(field.Folder("sockets"), "cloakroom.sock"), trivialSocket = Path.Combine(field.Folder("sockets"), "trivial.sock");
        string store = $"sqlite:{field.Folder("server")}/cloakroom.db", address = $"localhost:{port}";
        Contender server = await field.ServeAsync(
            "cloakroom-server", "--PublicUrl", $"http://{address}", "--urls", $"http://127.0.0.1:0;http://unix:{socket}", "--TrustedProxies", "127.0.0.1,unix",
            "--Store", store, "--Accounts:Store", store,
            "--Session:Journal", $"{field.Folder("server")}/journal");
        Contender app = await field.ServeAsync("behind-proxy", trivialSocket);
        Nginx nginx = field.Add(await Nginx.StartAsync(field.Folder("nginx"), port, app.Url.Port, trivialSocket, server.Url.Port, socket));
        var outside = new Contender("nginx", new($"http://{address}"), nginx.ProcessId, server.Processes[0], app.Processes[0]);
        (await Caller.PostAsync(outside, "/auth/register", Registration)).Dispose();
        (string shown, _) = await Caller.LoginAsync(outside, "/auth/login", Registration);
        // By its name for the browser, and by its address for the load.
        Contender inside = outside with { Url = new($"http://127.0.0.1:{port}") };
        string[] plain = [$"Host: {address}", .. Ask.Script];
        // All carry the cookie: what nginx does about it is the same.
        var bare = new Ask(inside, "GET", "/plain", [.. plain, shown]);
        Ask nobody = bare with { Path = "/static" };
        Ask trivial = bare with { Path = "/proxied" }, cloakroom = new(inside, "GET", "/protected", plain, shown);
        return new(
            bare,
            new(Cloakroom, nobody, cloakroom),
            new($"{Cloakroom} over TCP", nobody, cloakroom with { Path = "/tcp" }),
            new("nginx with a 204 backend", nobody, trivial),
            new($"{Cloakroom}, of that backend", trivial, cloakroom));
    }
}
