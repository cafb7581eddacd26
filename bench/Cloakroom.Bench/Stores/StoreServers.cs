using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Redis;
using Npgsql;

namespace Cloakroom.Bench.Stores;

/// <summary>PostgreSQL behind our store.</summary>
internal sealed class PostgresBehind(PostgresServer server, NpgsqlDataSource asking) : IStoreServer
{
    private long _walAtStart;

    public async Task FilledAsync()
    {
        await AskAsync("SELECT count(*) FROM (SELECT 1) x");
        await using (NpgsqlCommand settle = asking.CreateCommand("VACUUM ANALYZE"))
        {
            settle.CommandTimeout = 0;
            await settle.ExecuteNonQueryAsync();
        }

        await using (NpgsqlCommand settle = asking.CreateCommand("CHECKPOINT"))
        {
            settle.CommandTimeout = 0;
            await settle.ExecuteNonQueryAsync();
        }

        _walAtStart = await WalAsync();
    }

    public async Task<int?> CountConnectionsAsync() =>
        (int)await AskAsync("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name LIKE 'cloakroom%' AND application_name <> 'orders'");

    public async Task ExpireAsync(ISessionStore store, DateTimeOffset now)
    {
        while (await store.SweepAsync(now, 500, CancellationToken.None) > 0)
        {
            await Task.Yield();
        }
    }

    public async Task<long?> WrittenAheadAsync() => await WalAsync() - _walAtStart;

    public Task<long> SizeAsync() =>
        AskAsync("SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::int8 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'cloakroom' AND c.relkind = 'r'");

    public bool Freeze(bool frozen)
    {
        Signals.Send(server.ProcessId, frozen);
        return true;
    }

    private Task<long> WalAsync() => AskAsync("SELECT (pg_current_wal_lsn() - '0/0')::int8");

    private async Task<long> AskAsync(string sql)
    {
        await using NpgsqlCommand command = asking.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync() ?? 0L);
    }
}

/// <summary>Redis behind our store.</summary>
internal sealed class RedisBehind(RedisServer server, RedisLine line) : IStoreServer
{
    public Task FilledAsync() => Task.CompletedTask;

    // Our own question comes over one of them.
    public async Task<int?> CountConnectionsAsync() => (int)await InfoAsync("clients", "connected_clients") - 1;

    /// <summary>
    /// Redis forgets by itself. Here it is told to forget half of the users within a minute, five times as dense as it would come about: the
    /// store spreads sessions that were made in one moment over five minutes.
    /// </summary>
    public async Task ExpireAsync(ISessionStore store, DateTimeOffset now)
    {
        string cursor = "0";
        bool every = false;
        do
        {
            using Reply page = await RedisCalls.CallAsync(line, ["SCAN", cursor, "MATCH", "*:{???????????}", "COUNT", "1000"]);
            (cursor, List<string> keys) = RedisCalls.Page(page);
            Task[] told = [.. keys.Where(_ => every = !every).Select(async key =>
                (await RedisCalls.CallAsync(line, ["PEXPIRE", key, (1000 + RandomNumberGenerator.GetInt32(59_000)).ToString(CultureInfo.InvariantCulture)])).Dispose())];
            await Task.WhenAll(told);
        }
        while (cursor != "0");

        // It leaves the last of them for long: the fewer have expired, the less it looks for them.
        const int Few = 1000;
        long gone = 0, before;
        do
        {
            before = gone;
            await Task.Delay(TimeSpan.FromSeconds(2));
            gone = await InfoAsync("stats", "expired_keys");
        }
        while (gone == 0 || gone - before > Few);
    }

    public Task<long?> WrittenAheadAsync() => Task.FromResult<long?>(null);

    public Task<long> SizeAsync() => InfoAsync("memory", "used_memory");

    public bool Freeze(bool frozen)
    {
        Signals.Send(server.ProcessId, frozen);
        return true;
    }

    private async Task<long> InfoAsync(string section, string name)
    {
        using Reply info = await RedisCalls.CallAsync(line, ["INFO", section]);
        string value = Encoding.ASCII.GetString(info.Bytes).Split('\n').First(l => l.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(value[(name.Length + 1)..].Trim(), CultureInfo.InvariantCulture);
    }
}

/// <summary>A file behind our store.</summary>
internal sealed class FileBehind(string path) : IStoreServer
{
    public Task FilledAsync() => Task.CompletedTask;

    public Task<int?> CountConnectionsAsync() => Task.FromResult<int?>(null);

    public async Task ExpireAsync(ISessionStore store, DateTimeOffset now)
    {
        while (await store.SweepAsync(now, 500, CancellationToken.None) == 500)
        {
            await Task.Yield();
        }
    }

    public Task<long?> WrittenAheadAsync() => Task.FromResult<long?>(null);

    public Task<long> SizeAsync() => Task.FromResult(new FileInfo(path).Length);

    public bool Freeze(bool frozen) => false;
}
