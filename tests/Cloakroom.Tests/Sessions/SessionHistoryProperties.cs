using Cloakroom.Tests.Sessions.Histories;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Sessions;

/// <summary>
/// Invariants 1, 2 and 8 on any store: random logins, requests, changes, rotations, data writes, logouts and clock steps of several
/// clients, call by call in random order, and racing. A failure prints its seed; Replay says how to repeat it. A race is repeated with the
/// same moves, though not to the same nanosecond.
/// </summary>
public abstract class SessionHistoryProperties
{
    private const int AtOnce = 20;

    /// <summary>How many schedules each test plays.</summary>
    protected abstract int Interleavings { get; }

    /// <summary>How many schedules share a store. With one, a schedule may also sweep; with more, opening a store may be slow.</summary>
    protected virtual int SchedulesPerStore => 1;

    /// <summary>Opens an empty store.</summary>
    protected abstract ValueTask<ISessionStore> OpenAsync();

    /// <summary>Closes it.</summary>
    protected virtual ValueTask CloseAsync(ISessionStore store) => ValueTask.CompletedTask;

    [Fact]
    public void Every_order_of_calls_is_explained_by_the_contract() => Check(
        SchedulesPerStore == 1 ? Schedules.Any.Convert(one => new Batch([one]), batch => batch.Schedules[0]) : Batches(SchedulesPerStore),
        SchedulesPerStore,
        player => player.InOrderAsync());

    // Several at once even where each has its own store: it keeps all cores at work, and so makes clients meet.
    [Fact]
    public void Every_race_of_calls_is_explained_by_the_contract() => Check(
        Batches(Math.Max(AtOnce, SchedulesPerStore)), Math.Max(AtOnce, SchedulesPerStore), player => player.RaceAsync());

    // Schedules in one store share nothing, so they are played at the same time, each in its own order.
    private void Check(Arbitrary<Batch> batches, int size, Func<Player, Task<History>> play) => Prop.ForAll(batches, batch =>
        Task.WhenAll(batch.Schedules.Chunk(SchedulesPerStore).Select(async schedules =>
        {
            ISessionStore store = await OpenAsync();
            foreach (History history in await Task.WhenAll(schedules.Select(s => play(new Player(s, store, SchedulesPerStore == 1)))))
            {
                Require(history);
            }

            await CloseAsync(store);
        }))).Check(Replay.Config(Interleavings / size));

    private static Arbitrary<Batch> Batches(int size) => Arb.From(Gen.ArrayOf(Schedules.Generator(), size).Select(schedules => new Batch(schedules)));

    private static void Require(History history)
    {
        if (history.Mistake() is { } mistake)
        {
            Assert.Fail(mistake);
        }
    }

    // A failure is told by its history; many schedules at once would only hide it.
    private sealed record Batch(Schedule[] Schedules)
    {
        public override string ToString() => Schedules.Length == 1 ? Schedules[0].ToString() : $"{Schedules.Length} schedules";
    }
}
