using Cloakroom.Server.Settings;
using Cloakroom.Tests.Server.Journeys;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>
/// A store and the servers on it, as they would be deployed: a public https address, a proxy in front that ends TLS and is trusted, one more
/// origin of the same site on the list. Behind the server stand a few addresses of an application (<see cref="AppBehind"/>).
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly Place _place;
    private readonly Lanes _lanes;
    private readonly List<(RunningServer Server, Lane Lane)> _nodes = [];
    private readonly Action<IServiceCollection>? _replace;
    private readonly string[] _flags;
    private RunningServer? _tls;
    private int _people, _journals;
    private bool _isOver;

    private Site(string address, Lanes lanes, Action<IServiceCollection>? replace, string[] flags) =>
        (Address, _place, _lanes, _replace, _flags) = (address, new Place(address), lanes, replace, flags);

    /// <summary>The address of the store, with FOLDER for a folder.</summary>
    public string Address { get; }

    public ShiftedClock Clock { get; } = new();

    public bool IsMemory => Address == "memory:";

    /// <summary>The command line of a program that works on the same store and accounts.</summary>
    public string[] Flags => _place.Flags;

    /// <summary>How often the store, the accounts or the hashing of passwords were too slow for a request, as the logs have it.</summary>
    public int Late => _nodes.Select(n => n.Server).Concat(_tls is null ? [] : [_tls]).Sum(s => s.Log.Lines.Count(l =>
        l.StartsWith("Debug 9 ", StringComparison.Ordinal) || l.StartsWith("Warning 22 ", StringComparison.Ordinal) || l.StartsWith("Error 1004 ", StringComparison.Ordinal) || l.Contains(": overloaded", StringComparison.Ordinal)));

    public static async Task<Site> OpenAsync(string address, Lanes lanes, Action<IServiceCollection>? replace, int nodes, string[] flags)
    {
        var site = new Site(address, lanes, replace, flags);
        try
        {
            for (int i = 0; i < (site.IsMemory ? 1 : nodes); i++)
            {
                Lane lane = lanes.Take();
                site._nodes.Add((await site.StartAsync(lane.Address), lane));
            }

            // The first account is the administrator's, and nobody here is to be that by accident.
            Ground ground = site.By(Way.Direct);
            await ground.RegisterAsync("root@example.org", isAdmin: true);
            await site.WarmAsync(ground);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same, as it is seen on this way.</summary>
    public Ground By(Way way) => new(this, way, [.. _nodes.Select(n => new Node(n.Server, n.Lane.By(way)))]);

    /// <summary>One more node on the same store that speaks TLS itself.</summary>
    public async Task<Node> TlsAsync()
    {
        _tls ??= await StartAsync(
            "https://127.0.0.1:0",
            services =>
            {
                services.Configure<KestrelServerOptions>(k => k.ConfigureHttpsDefaults(h => h.ServerCertificate = TestCertificate.Create(Ground.Host)));
                if (IsMemory)
                {
                    services.AddSingleton(_nodes[0].Server.Services.GetRequiredService<ISessionStore>());
                }
            });
        return new(_tls, _tls.Url);
    }

    /// <summary>A number that nobody else has here.</summary>
    public int NextNumber() => Interlocked.Increment(ref _people);

    /// <summary>Ends the servers; a second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        foreach ((RunningServer server, Lane lane) in _nodes)
        {
            await server.DisposeAsync();
            _lanes.Give(lane);
        }

        if (_tls is { } tls)
        {
            await tls.DisposeAsync();
        }

        _place.Dispose();
    }

    // The first calls of a database make connections and plans, which a busy machine may not do in time.
    private async Task WarmAsync(Ground ground)
    {
        foreach (Node node in IsMemory ? [] : ground.Nodes)
        {
            await NodeCalls.BecomesAsync(200, async () => (await node.JsonAsync("/auth/login", new Person(ground, "root@example.org", "").Credentials())).Status);
        }
    }

    private Task<RunningServer> StartAsync(string url, Action<IServiceCollection>? also = null)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_place.Folder, $"node-{++_journals}")).FullName;
        return RunningServer.StartAsync(
            [
                .. Flags, "--urls", url, "--PublicUrl", Ground.Origin, "--Csrf:Origins", Ground.Listed, "--TrustedProxies", "127.0.0.1", "--ForwardAuth:Rules", Gateway.Rules, "--Accounts:Registration", "open",
                "--Logging:LogLevel:Cloakroom", "Debug", "--Session:Journal", IsMemory ? "off" : Path.Combine(folder, "revocations.journal"), .. _flags,
            ],
            services =>
            {
                services.AddSingleton<TimeProvider>(Clock).AddSingleton<IStartupFilter, AppBehind>();
                _replace?.Invoke(services);
                also?.Invoke(services);
            },
            _place.Folder);
    }
}
