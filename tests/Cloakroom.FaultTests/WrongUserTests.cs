using Cloakroom.FaultTests.Checking;
using Cloakroom.FaultTests.Runs;
using Cloakroom.FaultTests.Workload;
using Cloakroom.Testing;

namespace Cloakroom.FaultTests;

/// <summary>
/// As many requests as there can be, of which many are given up and many lose the connection to the store in the middle of an answer:
/// nobody is ever taken for somebody else.
/// </summary>
public sealed class WrongUserTests
{
    private static int Operations => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? 1_000_000 : 4_000;

    public static TheoryData<string> Stores => [.. Catalog.Stores];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Nobody_is_taken_for_somebody_else(string store)
    {
        await using Trio trio = await Trio.StartAsync(Catalog.Get($"{store} {Catalog.Nothing}"), new RunSettings());
        var numbers = Numbers.Chosen(1);
        var crowd = new Crowd(trio.Client, numbers.Seed, new Pace { Users = 100, Clients = 32, Pause = TimeSpan.Zero, GiveUp = 100 });
        await crowd.ArriveAsync();
        using var end = new CancellationTokenSource();
        Task cuts = CutAsync(trio.Rig.Ways, numbers, end.Token);
        await crowd.RunAsync(CancellationToken.None, Operations);
        await end.CancelAsync();
        await cuts;

        Verdict verdict = Checker.Check(trio.History.Operations, trio.History.Windows, new Bounds { Answer = double.PositiveInfinity }, trio.Nodes.Count);
        // When the ways are broken is not in the history; these two laws do not depend on it.
        Violation[] violations = [.. verdict.Violations.Where(v => v.Law is Law.NeverTheWrongUser or Law.OutageIsNoLogout)];
        int answers = trio.History.Operations.Count(o => o.Answer.User is not null || o.Answer.Owner is not null);
        TestContext.Current.TestOutputHelper?.WriteLine($"{store}: {trio.History.Operations.Count} requests, {answers} of them answered with a user or with data, {violations.Length} violations");
        Assert.True(answers > Operations / 5, $"Only {answers} answers say who somebody is.");
        Assert.True(violations.Length == 0, string.Join('\n', violations.Take(3).Select(v => v.Tell(trio.History.Operations, trio.History.Windows))));
    }

    private static async Task CutAsync(FaultProxy[] ways, Numbers numbers, CancellationToken end)
    {
        while (ways.Length > 0 && !end.IsCancellationRequested)
        {
            ways[numbers.Below(ways.Length)].CutAfter(numbers.Below(3000));
            await Task.Delay(100 + numbers.Below(400), CancellationToken.None);
        }
    }
}
