using Cloakroom.Keys;
using Cloakroom.PostgreSql;
using Cloakroom.Redis;
using Cloakroom.Tests.PostgreSql;
using Cloakroom.Tests.Redis;
using Cloakroom.Tests.Sqlite;

namespace Cloakroom.Tests.Keys;

/// <summary>Made once, exchanged once, on every store that keeps keys.</summary>
public sealed class KeyRingLifeTests(SharedPostgres shared)
{
    [Fact]
    public Task In_memory_two_nodes_have_one_ring()
    {
        var store = new MemoryKeyStore();
        return RingLife.RunAsync(store, store);
    }

    [Fact]
    public async Task In_SQLite_two_nodes_have_one_ring()
    {
        await using var folder = new StoreFolder();
        await RingLife.RunAsync(folder.Open(), folder.Open());
    }

    [Fact]
    public async Task In_Redis_two_nodes_have_one_ring()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RedisSessionStore one = Open(redis), other = Open(redis);
        await RingLife.RunAsync(one, other);
    }

    [Fact]
    public async Task In_PostgreSQL_two_nodes_have_one_ring()
    {
        PostgresProcess server = await shared.ServerAsync();
        string schema = SharedPostgres.NewSchema();
        await using var one = PostgreSqlSessionStore.Open(SharedPostgres.Options(server, schema), TimeProvider.System);
        await using var other = PostgreSqlSessionStore.Open(SharedPostgres.Options(server, schema), TimeProvider.System);
        await RingLife.RunAsync(one, other);
    }

    private static RedisSessionStore Open(RedisProcess redis)
    {
        var options = RedisStoreOptions.Parse(redis.Address);
        options.Deadline = TimeSpan.FromSeconds(10);
        return RedisSessionStore.Open(options, TimeProvider.System);
    }
}
