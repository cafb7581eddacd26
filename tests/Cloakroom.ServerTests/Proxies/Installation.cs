using Cloakroom.ServerTests.Browser;
using Cloakroom.Testing;
using Cloakroom.Tests.Redis;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>
/// Cloakroom beside two proxies, each in front of two apps, by the recipes: four addresses, one login. Two people have accounts; the boss is
/// an administrator.
/// </summary>
public sealed class Installation : IAsyncLifetime
{
    public const string Ada = "ada@example.org", Boss = "boss@example.org";

    private const string Rules = "/public public; /office role:admin";
    private static readonly string[] Names = ["nginx Python", "nginx Node", "Caddy Python", "Caddy Node"];

    private readonly Dictionary<string, Site> _sites = new(StringComparer.Ordinal);
    private RedisProcess? _redis;
    private FaultProxy? _line;
    private ServerProcess? _server;

    /// <summary>Cloakroom itself.</summary>
    internal ServerProcess Server => _server ?? throw new InvalidOperationException("Not started.");

    /// <summary>What Cloakroom is told to be its public address: that of the first site.</summary>
    internal string Issuer => _sites[Names[0]].Origin;

    /// <summary>The ID of the user that is Ada.</summary>
    internal string AdaId { get; private set; } = "";

    /// <summary>The site behind nginx with the app in Node, by the name of another host.</summary>
    internal string OtherHost => $"http://app.localhost:{_sites[Names[1]].Url.Port}";

    internal IEnumerable<Site> Sites => _sites.Values;

    internal Site Site(string proxy, string app) => _sites[$"{proxy} {app}"];

    /// <summary>Takes the store away.</summary>
    internal void LoseStore()
    {
        _line?.Refuse(true);
        _line?.Cut();
    }

    /// <summary>Brings the store back, and waits until Cloakroom has noticed.</summary>
    internal async Task FindStoreAsync()
    {
        _line?.Refuse(false);
        using var caller = new Caller(Server.Url);
        await Until.TrueAsync(async () => (await caller.GetAsync("/health/ready")).Status == 200, "the store was found again");
    }

    /// <summary>Logs Ada in at a site, and returns the session ID.</summary>
    internal static async Task<string> LogInAsync(Caller caller)
    {
        Reply? reply = null;
        // On a busy machine the store may be slow; then one is to come back, and does.
        await Until.TrueAsync(async () => (reply = await caller.LogInAsync(Ada)).Status != 503, "the login was answered");
        return reply?.SessionId ?? throw new InvalidOperationException($"{reply}");
    }

    public async ValueTask InitializeAsync()
    {
        int[] ports = [.. Names.Select(_ => FreePort.Next())];
        Assert.Distinct(ports);
        var issuer = new Uri($"http://localhost:{ports[0]}");
        _redis = await RedisProcess.StartAsync();
        _line = FaultProxy.Start("127.0.0.1", _redis.Port);
        _server = await ServerProcess.StartAsync(new(StringComparer.Ordinal)
        {
            ["PublicUrl"] = issuer.GetLeftPart(UriPartial.Authority),
            ["Store"] = $"redis://127.0.0.1:{_line.Port}",
            ["Session:FailStatic"] = "00:00:01",
            ["TrustedProxies"] = "127.0.0.1",
            ["ReturnHosts"] = string.Join(',', ports.Skip(1).Select(p => $"localhost:{p}").Append($"app.localhost:{ports[1]}")),
            ["ForwardAuth:Rules"] = Rules,
        });
        Site[] sites = await Task.WhenAll(Names.Zip(ports, (name, port) => StartAsync(name.Split(' '), port)));
        foreach ((string name, Site site) in Names.Zip(sites))
        {
            _sites.Add(name, site);
        }

        using var caller = new Caller(_server.Url);
        _ = await caller.RegisterAsync(Boss);
        AdaId = await caller.RegisterAsync(Ada);

        Task<Site> StartAsync(string[] name, int port) => Proxies.Site.StartAsync(name[0], name[1], port, issuer, _server);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Site site in _sites.Values)
        {
            await site.DisposeAsync();
        }

        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_line?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_redis?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
