using Cloakroom.Testing;
using Cloakroom.Tests.Sessions.Histories;
using Cloakroom.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Sessions;

/// <summary>The checker of histories is under test: it finds the mistakes that stores make, and the schedules reach what they are for.</summary>
public sealed class HistoryTests
{
    private static readonly Schedule[] Sample = [.. Schedules.Generator().Sample(6_000, new Rnd(2), 10)];

    public static TheoryData<Bug> Mistakes =>
    [
        Bug.ForgetsAtOnce, Bug.NeverCreates, Bug.FindTouches, Bug.CreateOverwrites, Bug.CreateRevives, Bug.FailedCreateEnforcesLimit,
        Bug.OneSessionPerUser, Bug.NoLimit, Bug.LimitEndsTheNewest, Bug.LimitEndsTheNewOne, Bug.LimitCountsAllUsers, Bug.LimitReportsNothing,
        Bug.LimitCountsTombstones, Bug.LimitLeavesNoTombstone, Bug.ReplaceLeavesTheOld, Bug.ReplaceRevives, Bug.ReplaceOverwrites,
        Bug.ReplaceEndsTheOldFirst, Bug.ReplaceResetsTheRecord, Bug.ReplaceEndsAllOfTheUser, Bug.ReplaceLosesData, Bug.UpdateRevives,
        Bug.UpdateIgnoresVersion, Bug.UpdateKeepsVersion, Bug.UpdateMovesLastSeenBack, Bug.UpdateLosesData, Bug.TouchRevives,
        Bug.TouchMovesBack, Bug.TouchIsAVersion, Bug.DeleteLeavesNoTombstone, Bug.DeleteForgetsTheReason, Bug.DeleteAlwaysDone, Bug.DeleteIsAnUpsert,
        Bug.DeleteEndsAllOfTheUser, Bug.ListIsUnordered, Bug.ListHasAllUsers, Bug.UsersIgnoreCase, Bug.UsersAreTrimmed, Bug.DeleteUserIgnoresException,
        Bug.DeleteUserTrustsException, Bug.DeleteUserReportsNothing, Bug.DeleteUserOverwritesReasons, Bug.DeleteUserDisablesLogin,
        Bug.SweepsNothing, Bug.SweepIgnoresIdle, Bug.SweepMiscounts, Bug.SweepSkipsTombstones, Bug.SweepsIdleTombstones,
        Bug.DataVersionsAreUsedAgain, Bug.DataVersionsStandStill, Bug.DataIgnoresAbsent, Bug.DataIgnoresVersion, Bug.DataWritesToEnded, Bug.DataOutlivesSession,
    ];

    [Theory, MemberData(nameof(Mistakes))]
    public async Task A_mistake_of_the_store_is_found_in_the_order_of_calls(Bug bug) =>
        Assert.NotNull(await FirstMistake(bug, Sample, player => player.InOrderAsync()));

    [Fact]
    public async Task A_store_that_is_not_atomic_is_found_in_a_race() =>
        Assert.NotNull(await FirstMistake(Bug.NotAtomic, Sample, player => player.RaceAsync()));

    [Fact]
    public async Task A_store_without_a_mistake_is_not_accused()
    {
        Assert.Null(await FirstMistake(Bug.None, Sample[..1_000], player => player.InOrderAsync()));
        Assert.Null(await FirstMistake(Bug.None, Sample[..1_000], player => player.RaceAsync()));
    }

    [Theory]
    [InlineData(Bug.DeleteAlwaysDone, "lives in")]
    [InlineData(Bug.TouchRevives, "was ended by")]
    [InlineData(Bug.ListHasAllUsers, "another user's session")]
    [InlineData(Bug.CreateOverwrites, "created twice")]
    [InlineData(Bug.NotAtomic, "two successors")]
    [InlineData(Bug.UpdateIgnoresVersion, "made from version")]
    [InlineData(Bug.NeverCreates, "was created by")]
    [InlineData(Bug.NoLimit, "exceeds the limit")]
    [InlineData(Bug.DropsFields, "No order of the calls")]
    public async Task A_broken_invariant_is_called_by_its_name(Bug bug, string name)
    {
        List<string> mistakes = [];
        foreach (Schedule schedule in Sample[..4_000])
        {
            using var store = new BrokenStore(bug, new FakeClock());
            var player = new Player(schedule, store, ownsStore: true);
            if ((await (bug == Bug.NotAtomic ? player.RaceAsync() : player.InOrderAsync())).Mistake() is { } mistake)
            {
                mistakes.Add(mistake.Split('\n')[0]);
            }
        }

        Assert.Contains(mistakes, m => m.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_history()
    {
        string[] first = await Histories(new Rnd(4711)), second = await Histories(new Rnd(4711)), other = await Histories(new Rnd(4712));
        Assert.Equal(first, second, StringComparer.Ordinal);
        Assert.NotEqual(first, other, StringComparer.Ordinal);

        static async Task<string[]> Histories(Rnd seed) => await Task.WhenAll(
            Schedules.Generator().Sample(20, seed, 10).Select(async s => (await new Player(s, new MemorySessionStore(), ownsStore: true).InOrderAsync()).ToString()));
    }

    [Fact]
    public async Task Schedules_reach_what_they_are_for()
    {
        List<Call> calls = [];
        int overlaps = 0;
        foreach (Schedule[] schedules in Sample[..2_000].Chunk(20))
        {
            foreach (History history in await Task.WhenAll(schedules.Select(s => new Player(s, new MemorySessionStore(), ownsStore: true).RaceAsync())))
            {
                Call[] race = [.. history.Calls];
                calls.AddRange(race);
                overlaps += race.Count(a => race.Any(b => a.Client < b.Client && !a.IsBefore(b) && !b.IsBefore(a)));
            }
        }

        Assert.True(overlaps > calls.Count / 20, $"Only {overlaps} of {calls.Count} calls met another.");
        Assert.True(Share<Call.Find>(f => f.Verdict is null) > 0.2);
        Assert.True(Share<Call.Find>(f => f.Verdict == Reason.ExpiredIdle) > 0.005);
        Assert.True(Share<Call.Find>(f => f.Verdict == Reason.ExpiredAbsolute) > 0.0005);
        Assert.True(Share<Call.Find>(f => f.Verdict == Reason.Revoked) > 0.02);
        Assert.True(Share<Call.Create>(c => c.Answer.Ended.Count > 0) > 0.005);
        Assert.True(Share<Call.Create>(c => c.Answer.Applied == Applied.Exists) > 0.05);
        Assert.True(Share<Call.Replace>(r => r.Answer == Applied.Done) > 0.2);
        Assert.True(Share<Call.Replace>(r => r.Answer == Applied.Exists) > 0.1);
        Assert.True(Share<Call.Sweep>(s => s.Answer > 0) > 0.02);
        Assert.True(Share<Call.Write>(w => w.Answer.Result == DataResult.Written) > 0.1);

        double Share<T>(Func<T, bool> holds)
            where T : Call => calls.OfType<T>().Average(c => holds(c) ? 1.0 : 0.0);
    }

    private static async Task<string?> FirstMistake(Bug bug, Schedule[] schedules, Func<Player, Task<History>> play)
    {
        foreach (Schedule schedule in schedules)
        {
            using var store = new BrokenStore(bug, new FakeClock());
            if ((await play(new Player(schedule, store, ownsStore: true))).Mistake() is { } mistake)
            {
                return mistake;
            }
        }

        return null;
    }
}
