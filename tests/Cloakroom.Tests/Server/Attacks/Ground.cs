using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Cloakroom.Tests.Server.Journeys;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>
/// A store and the servers on it, as they would be deployed: a public https address, a proxy in front that ends TLS, one more origin of the
/// same site on the list. Behind the server stand a few addresses of an application (<see cref="AppBehind"/>).
/// </summary>
internal sealed class Ground : IAsyncDisposable
{
    /// <summary>The public host; its site is the same.</summary>
    public const string Host = "shop.example";

    public const string Origin = "https://" + Host, Listed = "https://app." + Host;

    private readonly Place _place;
    private readonly List<RunningServer> _nodes = [];
    private readonly Action<IServiceCollection>? _replace;
    private readonly string[] _flags;
    private RunningServer? _tls;
    private int _people, _journals;

    private Ground(string address, Action<IServiceCollection>? replace, string[] flags) =>
        (Address, _place, _replace, _flags) = (address, new Place(address), replace, flags);

    /// <summary>The address of the store, with FOLDER for a folder.</summary>
    public string Address { get; }

    public ShiftedClock Clock { get; } = new();

    public bool IsMemory => Address == "memory:";

    /// <summary>The node that requests are sent to.</summary>
    public RunningServer Here => _nodes[0];

    /// <summary>Another node on the same store; in memory there is only the one.</summary>
    public RunningServer There => _nodes[^1];

    /// <summary>The command line of a program that works on the same store and accounts.</summary>
    public string[] Flags => _place.Flags;

    public IReadOnlyList<RunningServer> Nodes => _nodes;

    public static async Task<Ground> OpenAsync(string address, Action<IServiceCollection>? replace = null, int nodes = 2, params string[] flags)
    {
        var ground = new Ground(address, replace, flags);
        try
        {
            for (int i = 0; i < (ground.IsMemory ? 1 : nodes); i++)
            {
                ground._nodes.Add(await ground.StartAsync("http://127.0.0.1:0"));
            }

            // The first account is the administrator's, and nobody here is to be that by accident.
            await ground.RegisterAsync("root@example.org", isAdmin: true);
            return ground;
        }
        catch
        {
            await ground.DisposeAsync();
            throw;
        }
    }

    /// <summary>How often the store, the accounts or the hashing of passwords were too slow for a request, as the logs have it.</summary>
    public int Late => _nodes.Sum(n => n.Log.Lines.Count(l =>
        l.StartsWith("Debug 9 ", StringComparison.Ordinal) || l.StartsWith("Error 1004 ", StringComparison.Ordinal) || l.Contains(": overloaded", StringComparison.Ordinal)));

    /// <summary>One more node on the same store that speaks TLS itself.</summary>
    public async Task<RunningServer> TlsAsync() => _tls ??= await StartAsync(
        "https://127.0.0.1:0",
        services =>
        {
            services.Configure<KestrelServerOptions>(k => k.ConfigureHttpsDefaults(h => h.ServerCertificate = TestCertificate.Create(Host)));
            if (IsMemory)
            {
                services.AddSingleton(Here.Services.GetRequiredService<ISessionStore>());
            }
        });

    /// <summary>Somebody with an account of their own.</summary>
    public async Task<Person> PersonAsync(string name, bool isAdmin = false)
    {
        string email = $"{name}-{Interlocked.Increment(ref _people)}@example.org";
        return new Person(this, email, await RegisterAsync(email, isAdmin));
    }

    public async Task<string> RegisterAsync(string email, bool isAdmin = false)
    {
        Assert.True(EmailAddress.TryParse(email, out EmailAddress? address));
        await using AsyncServiceScope scope = Here.Services.CreateAsyncScope();
        RegistrationOutcome outcome = await scope.ServiceProvider.GetRequiredService<Registration>().AddAsync(address, Person.Password, isAdmin, TestContext.Current.CancellationToken);
        return Assert.IsType<RegistrationOutcome.Registered>(outcome).User.Id;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningServer node in _tls is null ? _nodes : [.. _nodes, _tls])
        {
            await node.DisposeAsync();
        }

        _place.Dispose();
    }

    private Task<RunningServer> StartAsync(string url, Action<IServiceCollection>? also = null)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_place.Folder, $"node-{++_journals}")).FullName;
        return RunningServer.StartAsync(
            [
                .. Flags, "--urls", url, "--PublicUrl", Origin, "--Csrf:Origins", Listed, "--Accounts:Registration", "open", "--Logging:LogLevel:Cloakroom", "Debug",
                "--Session:Journal", IsMemory ? "off" : Path.Combine(folder, "revocations.journal"), .. _flags,
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
