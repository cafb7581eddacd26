using Cloakroom.Tests.PostgreSql;
using Cloakroom.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>The servers of all attacks on one kind of store: those that most attacks share, and new ones for those that leave traces.</summary>
public abstract class Grounds : IAsyncLifetime
{
    private readonly List<Site> _all = [];
    private Site? _main;
    private Lanes? _lanes;

    /// <summary>What the page calls this kind of store.</summary>
    public abstract string Store { get; }

    /// <summary>The Redis of this store; null for the others.</summary>
    public virtual RedisProcess? Redis => null;

    /// <summary>The PostgreSQL of this store; null for the others.</summary>
    public virtual PostgresProcess? Postgres => null;

    /// <summary>How often a store, the accounts or the hashing of passwords were too slow for a request.</summary>
    internal int Late => _all.Sum(s => s.Late);

    /// <summary>The servers that most attacks share.</summary>
    internal Ground Main(Way way) => (_main ?? throw new InvalidOperationException("It has not been started.")).By(way);

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
