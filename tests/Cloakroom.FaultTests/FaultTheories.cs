using Cloakroom.FaultTests.Figures;
using Cloakroom.FaultTests.Runs;

namespace Cloakroom.FaultTests;

/// <summary>Every fault, each with one seed; with --long, a thousand runs for each store. A class is what runs beside other classes.</summary>
public abstract class FaultTheories
{
    private const int LongRuns = 1000;

    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    private protected static TheoryData<string> Names(IEnumerable<Scenario> scenarios) => [.. scenarios.Where(s => s.Fault != Catalog.Nothing).Select(s => s.ToString())];

    private protected static async Task PlayAsync(string name)
    {
        Scenario scenario = Catalog.Get(name);
        ulong first = Numbers.Chosen(1).Seed;
        int runs = IsLong ? (LongRuns / Catalog.Of(scenario.Store).Count()) + 1 : 1;
        RunFigures? sum = null;
        for (ulong seed = first; seed < first + (ulong)runs; seed++)
        {
            RunResult result = await Runner.RunAsync(scenario, seed, new RunSettings());
            Assert.True(result.Failure is null, result.Failure);
            sum = sum is null ? result.Figures : sum + result.Figures;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(Table.Of(sum is null ? [] : [sum]));
    }
}

public sealed class RedisFaultTests : FaultTheories
{
    public static TheoryData<string> Faults => Names(RedisFaults.All);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync(fault);
}

public sealed class RedisWayTests : FaultTheories
{
    public static TheoryData<string> Faults => Names(RedisFaults.Ways);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync(fault);
}

public sealed class RedisLossTests : FaultTheories
{
    public static TheoryData<string> Faults => Names(RedisLosses.All);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync(fault);
}

public sealed class SqliteFaultTests : FaultTheories
{
    public static TheoryData<string> Faults => Names([.. SqliteFaults.All, .. SqliteLosses.All]);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync(fault);
}

public sealed class NodeFaultTests : FaultTheories
{
    public static TheoryData<string> Faults => Names([.. RedisLosses.Nodes, .. SqliteLosses.Nodes, .. PostgresFaults.Nodes]);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync(fault);
}

public sealed class PostgresFaultTests : FaultTheories
{
    public static TheoryData<string> Faults => Names(PostgresFaults.All);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync(fault);
}

public sealed class PostgresWayTests : FaultTheories
{
    public static TheoryData<string> Faults => Names(PostgresFaults.Ways);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync(fault);
}

public sealed class SentinelFaultTests : FaultTheories
{
    public static TheoryData<string> Faults => Names(SentinelFaults.All);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync(fault);
}

public sealed class ClusterFaultTests : FaultTheories
{
    public static TheoryData<string> Faults => Names(ClusterFaults.All);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync(fault);
}
