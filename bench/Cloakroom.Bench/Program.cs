using Cloakroom.Bench;
using Cloakroom.Bench.Accounts;
using Cloakroom.Bench.Carriers;
using Cloakroom.Bench.Stores;

// dotnet run -c Release --project bench/Cloakroom.Bench -- <name>
Dictionary<string, Func<Task>> benchmarks = new(StringComparer.Ordinal)
{
    ["near-cache"] = NearCacheBench.RunAsync,
    ["near-cache-eviction"] = EvictionBench.RunAsync,
    ["requests"] = RequestsBench.RunAsync,
    ["carriers"] = () => CarriersBench.RunAsync(args[1..]),
    ["creation"] = CreationBench.RunAsync,
    ["memory"] = MemoryBench.RunAsync,
    ["redis"] = RedisBench.RunAsync,
    ["redis-memory"] = RedisMemoryBench.RunAsync,
    ["stores"] = () => StoresBench.RunAsync(args[1..]),
    ["replay"] = ReplayBench.RunAsync,
    ["public-suffixes"] = PublicSuffixBench.RunAsync,
    ["cookies"] = CookiesBench.RunAsync,
    ["tokens"] = TokensBench.RunAsync,
    ["feed"] = FeedBench.RunAsync,
    ["accounts"] = () => AccountsBench.RunAsync(args[1..]),
};

if (args is not [var name, ..] || !benchmarks.TryGetValue(name, out Func<Task>? run))
{
    await Console.Error.WriteLineAsync($"Name one benchmark: {string.Join(", ", benchmarks.Keys)}.");
    return 1;
}

await run();
return 0;
