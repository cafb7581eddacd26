using Cloakroom.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>The servers of all attacks on one kind of store: those that most attacks share, and new ones for those that leave traces.</summary>
public abstract class Grounds : IAsyncLifetime
{
    private readonly List<Ground> _all = [];
    private Ground? _main;

    internal Ground Main => _main ?? throw new InvalidOperationException("It has not been started.");

    /// <summary>The Redis of this store; null for the others.</summary>
    public virtual RedisProcess? Redis => null;

    /// <summary>The address of a store with nothing in it; FOLDER stands for a folder.</summary>
    protected abstract string NewAddress();

    /// <summary>How often a store, the accounts or the hashing of passwords were too slow for a request.</summary>
    internal int Late => _all.Sum(g => g.Late);

    internal async Task<Ground> NewAsync(Action<IServiceCollection>? replace = null, int nodes = 2, params string[] flags)
    {
        Ground ground = await Ground.OpenAsync(NewAddress(), replace, nodes, flags);
        _all.Add(ground);
        return ground;
    }

    public virtual async ValueTask InitializeAsync() => _main = await NewAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (_main is { } main)
        {
            await main.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

public sealed class MemoryGrounds : Grounds
{
    protected override string NewAddress() => "memory:";
}

public sealed class SqliteGrounds : Grounds
{
    protected override string NewAddress() => "sqlite:FOLDER/cloakroom.db";
}

public sealed class RedisGrounds : Grounds
{
    private RedisProcess? _redis;
    private int _database;

    public override RedisProcess? Redis => _redis;

    protected override string NewAddress() => $"{_redis?.Address}/{_database++}";

    public override async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync();
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
