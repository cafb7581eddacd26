using Cloakroom.Server.Health;
using Cloakroom.Server.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Monitoring;

/// <summary>A runtime with a known hole is not started on (promise T24).</summary>
public sealed class RuntimeFloorTests
{
    [Theory]
    [InlineData("10.0.6", "10.0.12", false)]
    [InlineData("10.0.12", "10.0.6", false)]
    [InlineData("10.0.0", "10.0.0", false)]
    [InlineData("10.0.7", "10.0.7", true)]
    [InlineData("10.0.12", "10.0.12", true)]
    [InlineData("11.0.0", "11.0.0", true)]
    public void The_older_of_runtime_and_web_framework_decides(string runtime, string web, bool isFine) =>
        Assert.Equal(isFine, RuntimeFloor.Of(new Version(runtime), new Version(web)).Problem is null);

    [Fact]
    public void The_runtime_of_these_tests_is_fine() => Assert.Null(RuntimeFloor.Current.Problem);

    [Fact]
    public async Task A_vulnerable_runtime_stops_the_start_in_one_sentence_that_says_what_to_do()
    {
        StartRefusedException refused = await Assert.ThrowsAsync<StartRefusedException>(() => RunningServer.StartAsync(replace: Old));
        Assert.Contains(".NET 10.0.6", refused.Message, StringComparison.Ordinal);
        Assert.Contains("install 10.0.7", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Runtime:InsecureAllowVulnerable", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_is_allowed_the_log_and_the_health_say_so()
    {
        await using RunningServer server = await RunningServer.StartAsync(["--Runtime:InsecureAllowVulnerable", "true"], Old);
        await AspNetCore.Until.TrueAsync(() => server.Log.Lines.Any(l => l.StartsWith("Error 1243 Runtime:InsecureAllowVulnerable is set.", StringComparison.Ordinal)));
        using HttpClient client = server.Client();
        using HttpResponseMessage health = await client.AskAsync("/health");
        Assert.Equal("""{"status":"degraded","warnings":["runtime"]}""", await health.TextAsync());
    }

    private static void Old(IServiceCollection services) => services.AddSingleton(RuntimeFloor.Of(new Version(10, 0, 6), new Version(10, 0, 6)));
}
