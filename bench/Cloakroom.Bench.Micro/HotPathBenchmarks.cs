using BenchmarkDotNet.Attributes;
using Cloakroom.Bench.Instructions;

namespace Cloakroom.Bench.Micro;

/// <summary>One step of a request each. Public, since BenchmarkDotNet derives from it.</summary>
public class HotPathBenchmarks
{
    private HotPaths? _paths;

    private HotPaths Paths => _paths ?? throw new InvalidOperationException("Not set up.");

    [GlobalSetup]
    public async Task OpenAsync() => _paths = await HotPaths.OpenAsync(TimeProvider.System);

    [GlobalCleanup]
    public void Close() => _paths?.Dispose();

    [Benchmark(Description = "the session cookie found in a Cookie header of five")]
    public int FindCookie() => Paths.FindCookie();

    [Benchmark(Description = "session ID parsed")]
    public int ParseSessionId() => Paths.ParseSessionId();

    [Benchmark(Description = Hit)]
    public object NearCacheHit() => Paths.Hit();

    [Benchmark(Description = "access token recognised")]
    public object RecogniseToken() => Paths.RecogniseToken();

    [Benchmark(Description = "access token verified for the first time")]
    public object VerifyToken() => Paths.VerifyToken();

    [Benchmark(Description = "cross-site check by what the browser says")]
    public int DecideCsrf() => Paths.DecideCsrf();

    [Benchmark(Description = "cross-site check by the CSRF token")]
    public int CheckCsrfToken() => Paths.CheckCsrfToken();

    [Benchmark(Description = "user made and their ID read")]
    public object? ReadUser() => SessionIdentity.Principal(Paths.Session).FindFirst("sub")?.Value;

    [Benchmark(Description = "Set-Cookie line written")]
    public string WriteSetCookie() => Paths.WriteSetCookie();

    [Benchmark(Description = "session record written")]
    public byte[] WriteRecord() => Paths.WriteRecord();

    [Benchmark(Description = "session record read")]
    public object ReadRecord() => Paths.ReadRecord();

    /// <summary>The one that has an aim.</summary>
    internal const string Hit = "near-cache hit, from the text of the ID to the decision";
}
