using Cloakroom.FaultTests.Figures;
using Cloakroom.FaultTests.Runs;

namespace Cloakroom.FaultTests;

/// <summary>Every fault of one store, each with one seed; with --long, a thousand runs.</summary>
public abstract class FaultTheories
{
    private const int LongRuns = 1000;

    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    private protected static async Task PlayAsync(string store, string fault)
    {
        Scenario scenario = Catalog.Get(store, fault);
        ulong first = Numbers.Chosen(1).Seed;
        int runs = IsLong ? (LongRuns / Catalog.Faults(store).Count()) + 1 : 1;
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

/// <summary>A single Redis.</summary>
public sealed class RedisFaultTests : FaultTheories
{
    public static TheoryData<string> Faults => [.. Catalog.Faults("redis")];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync("redis", fault);
}

/// <summary>One file.</summary>
public sealed class SqliteFaultTests : FaultTheories
{
    public static TheoryData<string> Faults => [.. Catalog.Faults("sqlite")];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_promises_hold(string fault) => PlayAsync("sqlite", fault);
}
