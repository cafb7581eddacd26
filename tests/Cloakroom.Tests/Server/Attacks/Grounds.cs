using Cloakroom.Tests.PostgreSql;
using Cloakroom.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>The servers of all attacks on one kind of store: those that most attacks share, and new ones for those that leave traces.</summary>
public abstract class Grounds : IAsyncLifetime
{
    private const int Attempts = 6;

    private readonly List<Site> _all = [];
    private readonly Dictionary<Way, Gateway> _gateways = [];
    private Site? _main;
    private EchoApp? _app;
    private Lanes? _lanes;

    /// <summary>What the page calls this kind of store.</summary>
    public abstract string Store { get; }

    /// <summary>The Redis of this store; null for the others.</summary>
    public virtual RedisProcess? Redis => null;

    /// <summary>The PostgreSQL of this store; null for the others.</summary>
    public virtual PostgresProcess? Postgres => null;

    /// <summary>How often a store, the accounts or the hashing of passwords were too slow for a request.</summary>
    internal int Late => _all.Sum(s => s.Late);

    /// <summary>
    /// Plays, and once more with other people where it fails while a store was not heard in time: on a busy machine what was to be 204 is then
    /// 202 or 503.
    /// </summary>
    internal async Task PatientlyAsync(Func<Task> playAsync)
    {
        for (int attempt = 1; ; attempt++)
        {
            int late = Late;
            try
            {
                await playAsync();
                return;
            }
            catch (Exception failed) when (attempt < Attempts && (Late > late || IsLate(failed)))
            {
                // As was said.
            }
        }
    }

    /// <summary>The servers that most attacks share.</summary>
    internal Ground Main(Way way) => (_main ?? throw new InvalidOperationException("It has not been started.")).By(way);

    /// <summary>An application that asks the servers that most attacks share, on this way.</summary>
    internal async Task<Gateway> GatewayAsync(Way way)
    {
        if (!_gateways.TryGetValue(way, out Gateway? gateway))
        {
            _gateways[way] = gateway = await NewGatewayAsync(Main(way));
        }

        return gateway;
    }

    /// <summary>An application that asks these servers, on the way on which they are seen.</summary>
    internal async Task<Gateway> NewGatewayAsync(Ground ground) => await Gateway.StartAsync(ground.Way, ground.Direct, _app ??= await EchoApp.StartAsync());

    internal async Task<Site> NewAsync(Action<IServiceCollection>? replace = null, int nodes = 2, params string[] flags)
    {
        Site site = await Site.OpenAsync(await NewAddressAsync(), _lanes ?? throw new InvalidOperationException("It has not been started."), replace, nodes, flags);
        _all.Add(site);
        return site;
    }

    public virtual async ValueTask InitializeAsync()
    {
        _lanes = await Lanes.StartAsync();
        _main = await NewAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (Gateway gateway in _gateways.Values)
        {
            await gateway.DisposeAsync();
        }

        if (_app is { } app)
        {
            await app.DisposeAsync();
        }

        if (_main is { } main)
        {
            await main.DisposeAsync();
        }

        if (_lanes is { } lanes)
        {
            await lanes.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The address of a store with nothing in it; FOLDER stands for a folder.</summary>
    protected abstract ValueTask<string> NewAddressAsync();

    // The test itself asks databases too, and runs commands that do.
    private static bool IsLate(Exception failed) =>
        failed is TimeoutException || failed.Message.Contains("did not answer in time", StringComparison.Ordinal) || (failed.InnerException is { } inner && IsLate(inner));
}

public sealed class MemoryGrounds : Grounds
{
    public override string Store => "memory";

    protected override ValueTask<string> NewAddressAsync() => new("memory:");
}

public sealed class SqliteGrounds : Grounds
{
    public override string Store => "SQLite";

    protected override ValueTask<string> NewAddressAsync() => new("sqlite:FOLDER/cloakroom.db");
}

public sealed class RedisGrounds : Grounds
{
    private RedisProcess? _redis;
    private int _database;

    public override string Store => "Redis";

    public override RedisProcess? Redis => _redis;

    protected override ValueTask<string> NewAddressAsync() => new($"{_redis?.Address}/{_database++}");

    public override async ValueTask InitializeAsync()
    {
        // Each site takes a database of its own, and never gives it back.
        _redis = await RedisProcess.StartAsync("--databases", "1024");
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_redis is { } redis)
        {
            await redis.DisposeAsync();
        }
    }
}

public sealed class PostgreSqlGrounds : Grounds
{
    private PostgresProcess? _postgres;
    private int _database;

    public override string Store => "PostgreSQL";

    public override PostgresProcess? Postgres => _postgres;

    public override async ValueTask InitializeAsync()
    {
        _postgres = await PostgresProcess.StartAsync("max_connections=300");
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_postgres is { } postgres)
        {
            await postgres.DisposeAsync();
        }
    }

    protected override async ValueTask<string> NewAddressAsync()
    {
        PostgresProcess postgres = _postgres ?? throw new InvalidOperationException("It has not been started.");
        string name = $"attacks_{++_database}";
        await postgres.AskAsync($"CREATE DATABASE {name}");
        return $"postgres://postgres@127.0.0.1:{postgres.Port}/{name}";
    }
}
