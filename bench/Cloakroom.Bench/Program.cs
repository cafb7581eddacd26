using Cloakroom.Bench.Accounts;
using Cloakroom.Bench.Apps;
using Cloakroom.Bench.Peers;
using Cloakroom.Bench.Pipeline;
using Cloakroom.Bench.Reports;
using Cloakroom.Bench.Requests;
using Cloakroom.Bench.Start;
using Cloakroom.Bench.Stores;
using Cloakroom.Bench;

// bench/run runs this; alone: dotnet run -c Release --project bench/Cloakroom.Bench -- NAME [--save FOLDER] [ARGUMENT...]
// Those that report into docs/performance.md, with their JSON and pictures.
Dictionary<string, Func<string[], Task<PartReport>>> parts = new(StringComparer.Ordinal)
{
    ["pipeline"] = PipelineBench.RunAsync,
    ["requests"] = RequestsBench.RunAsync,
    ["peers"] = PeersBench.RunAsync,
    ["memory"] = MemoryBench.RunAsync,
    ["memory-10m"] = MemoryBench.RunLargeAsync,
    ["near-cache"] = NearCacheBench.RunAsync,
    ["near-cache-eviction"] = EvictionBench.RunAsync,
    ["creation"] = CreationBench.RunAsync,
    ["scale"] = ScaleBench.RunAsync,
    ["scale-10m"] = ScaleBench.RunLargeAsync,
    ["first-token"] = FirstTokenBench.RunAsync,
    ["start"] = StartBench.RunAsync,
    ["cookies"] = CookiesBench.RunAsync,
    ["enumeration"] = AccountsBench.EnumerationAsync,
    ["feed"] = FeedBench.RunAsync,
    ["public-suffixes"] = PublicSuffixBench.RunAsync,
    ["redis"] = RedisBench.RunAsync,
    ["replay"] = ReplayBench.RunAsync,
    ["stores"] = StoresBench.RunAsync,
    ["storm"] = AccountsBench.StormAsync,
    ["tokens"] = TokensBench.RunAsync,
};
Dictionary<string, Func<string[], Task>> others = new(StringComparer.Ordinal)
{
    ["login-server"] = _ => ChildServer.ServeAsync(),
    ["summary"] = arguments => AimsSummary.WriteAsync(arguments is [var folder, ..] ? folder : "."),
};

// Started by a contest, as one of those that take part.
if (args is ["serve", var app, ..])
{
    await Catalog.ServeAsync(app, args[2..]);
    return 0;
}

string? root = null;
List<string> words = [.. args];
if (words.IndexOf("--save") is >= 1 and int save && save + 1 < words.Count)
{
    root = words[save + 1];
    words.RemoveRange(save, 2);
}

if (words is [var name, ..] && parts.TryGetValue(name, out Func<string[], Task<PartReport>>? part))
{
    PartReport report = await part([.. words[1..]]);
    if (root is not null)
    {
        await report.SaveAsync(root, await RunNote.OfAsync(root));
    }

    return 0;
}

if (words is [var other, ..] && others.TryGetValue(other, out Func<string[], Task>? run))
{
    await run([.. words[1..]]);
    return 0;
}

await Console.Error.WriteLineAsync($"Name one benchmark: {string.Join(", ", parts.Keys.Concat(others.Keys))}.");
return 1;
