using Cloakroom.Testing;

namespace Cloakroom.Tests.Testing;

/// <summary>The suite itself is under test: a correct store passes it, every known mistake is caught, and no case is without effect.</summary>
public sealed class StoreConformanceTests
{
    private static readonly Lazy<Task<(Bug[] Missed, string[] Idle)>> Trial = new(TryEveryMistake);

    public static TheoryData<string> TwoProcessCases => [.. StoreConformance.Cases.Where(c => c.NeedsOpenAgain).Select(c => c.Name)];

    [Fact]
    public async Task A_store_without_a_mistake_passes_every_case()
    {
        foreach (ConformanceCase check in StoreConformance.Cases)
        {
            Assert.False(await Catches(check, Bug.None));
        }
    }

    [Fact]
    public async Task A_store_with_one_mistake_is_caught() => Assert.Empty((await Trial.Value).Missed);

    [Fact]
    public async Task Every_case_catches_some_mistake() => Assert.Empty((await Trial.Value).Idle);

    [Theory, MemberData(nameof(TwoProcessCases))]
    public async Task Two_views_of_one_memory_pass_as_two_processes(string name)
    {
        SharedMemory? memory = null;
        Assert.True(await StoreConformance.Case(name).RunAsync(Fixture(time => memory ??= new SharedMemory(time, reports: true))));
    }

    [Theory, MemberData(nameof(TwoProcessCases))]
    public async Task Two_stores_without_a_line_between_them_are_caught(string name)
    {
        SharedMemory? memory = null;
        StoreFixture fixture = name.Contains("report", StringComparison.Ordinal)
            ? Fixture(time => memory ??= new SharedMemory(time, reports: false))
            : Fixture(time => new SharedMemory(time, reports: true));
        Task<bool> run = StoreConformance.Case(name).RunAsync(fixture);
        if (name == "Touches of another process are not reported")
        {
            Assert.True(await run);
        }
        else
        {
            await Assert.ThrowsAsync<ConformanceException>(() => run);
        }
    }

    [Fact]
    public void Names_are_unique() => Assert.Distinct(StoreConformance.Cases.Select(c => c.Name), StringComparer.Ordinal);

    [Fact]
    public void An_unknown_name_is_refused() => Assert.Throws<ArgumentException>(() => StoreConformance.Case("no such case"));

    [Fact]
    public async Task A_store_that_hangs_is_reported_after_the_bound()
    {
        var fixture = new StoreFixture(_ => new(new BrokenStore(Bug.Hangs, TimeProvider.System))) { Bound = TimeSpan.FromMilliseconds(50) };
        var e = await Assert.ThrowsAsync<ConformanceException>(() => StoreConformance.Cases[0].RunAsync(fixture));
        Assert.Contains("no end after", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_of_the_store_is_told_with_the_name_of_the_case()
    {
        var fixture = new StoreFixture(_ => throw new IOException("The disk is gone."));
        var e = await Assert.ThrowsAsync<ConformanceException>(() => StoreConformance.Cases[0].RunAsync(fixture));
        Assert.Equal($"{StoreConformance.Cases[0].Name}: the store threw IOException: The disk is gone.", e.Message);
    }

    private static StoreFixture Fixture(Func<TimeProvider, SharedMemory> memory) =>
        new(time => new(memory(time).Open())) { OpenAgain = time => new(memory(time).Open()) };

    private static async Task<(Bug[] Missed, string[] Idle)> TryEveryMistake()
    {
        List<ConformanceCase> idle = [.. StoreConformance.Cases.Where(c => !c.NeedsOpenAgain)];
        List<ConformanceCase> useful = [];
        List<Bug> missed = [];
        foreach (Bug bug in Enum.GetValues<Bug>().Where(b => b is not (Bug.None or Bug.Hangs)))
        {
            List<ConformanceCase> catching = [];
            foreach (ConformanceCase check in idle)
            {
                if (await Catches(check, bug))
                {
                    catching.Add(check);
                }
            }

            if (catching.Count == 0 && !await AnyCatches(useful, bug))
            {
                missed.Add(bug);
            }

            idle.RemoveAll(catching.Contains);
            useful.AddRange(catching);
        }

        return ([.. missed], [.. idle.Select(c => c.Name)]);
    }

    private static async Task<bool> AnyCatches(IEnumerable<ConformanceCase> checks, Bug bug)
    {
        foreach (ConformanceCase check in checks)
        {
            if (await Catches(check, bug))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> Catches(ConformanceCase check, Bug bug)
    {
        try
        {
            await check.RunAsync(new StoreFixture(time => new(new BrokenStore(bug, time))));
            return false;
        }
        catch (ConformanceException e)
        {
            Assert.StartsWith(check.Name, e.Message, StringComparison.Ordinal);
            return true;
        }
    }
}
