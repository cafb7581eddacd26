using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Sessions.Histories;

/// <summary>Makes schedules, and smaller ones of a schedule that fails.</summary>
internal static class Schedules
{
    public const int Users = 3, Slots = 5, Keys = 2;

    private static readonly int[] Steps = [1, 7, 31, 61, 130, -13, -47];

    public static Arbitrary<Schedule> Any { get; } = Arb.From(Generator(), Smaller);

    public static Gen<Schedule> Generator()
    {
        Gen<int> user = Gen.Choose(0, Users - 1), slot = Gen.Choose(0, Slots - 1), key = Gen.Choose(0, Keys - 1);
        Gen<int?> maybe = Gen.Choose(-2, Slots - 1).Select(i => i < 0 ? (int?)null : i);
        Gen<Move> move = Gen.Frequency(
            (6, Map(user, slot, maybe, (u, s, shown) => new Move.Login(u, s, shown))),
            (6, slot.Select(Move (s) => new Move.Use(s))),
            (3, slot.Select(Move (s) => new Move.Change(s))),
            (3, Map(slot, slot, (s, to) => new Move.Rotate(s, to))),
            (4, slot.Select(Move (s) => new Move.Logout(s))),
            (1, Map(user, maybe, (u, except) => new Move.LogoutEverywhere(u, except))),
            (4, Map(slot, key, slot, (s, k, c) => new Move.Keep(s, k, c % 2 == 0))),
            (1, Map(slot, key, (s, k) => new Move.Drop(s, k))),
            (1, user.Select(Move (u) => new Move.List(u))),
            (4, Gen.Elements(Steps).Select(Move (minutes) => new Move.Step(minutes))),
            (1, Gen.Constant<Move>(new Move.Sweep())));
        Gen<Move[]> client = Gen.Choose(1, 5).SelectMany(n => Gen.ArrayOf(move, n));
        return Before().SelectMany(before => Gen.Choose(2, 4).SelectMany(n => Gen.ArrayOf(client, n)).SelectMany(
            clients => Gen.ArrayOf(Gen.Choose(0, 3), 40), (clients, order) => new Schedule(before, clients, order)));
    }

    // Up to four sessions, mostly of one user and of different age, the first with data: what the clients then quarrel about.
    private static Gen<Move[]> Before() => Gen.Choose(0, 4).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, 9), n)).Select(picks =>
        picks.SelectMany((pick, slot) => (Move[])
        [
            new Move.Login(pick == 0 ? 1 : 0, slot, null), new Move.Step(1 + pick), .. slot == 0 ? [new Move.Keep(0, 0, Careful: false)] : (Move[])[],
        ]).ToArray());

    /// <summary>The same schedule without one of its moves.</summary>
    private static IEnumerable<Schedule> Smaller(Schedule schedule) => Enumerable.Range(0, schedule.Before.Length)
        .Select(i => schedule with { Before = [.. schedule.Before.Where((_, j) => j != i)] })
        .Concat(SmallerClients(schedule));

    private static IEnumerable<Schedule> SmallerClients(Schedule schedule) =>
        from client in Enumerable.Range(0, schedule.Clients.Length)
        from move in Enumerable.Range(0, schedule.Clients[client].Length)
        select schedule with
        {
            Clients = [.. schedule.Clients.Select((moves, i) => i == client ? [.. moves.Where((_, j) => j != move)] : moves)],
        };

    private static Gen<Move> Map<TA, TB>(Gen<TA> a, Gen<TB> b, Func<TA, TB, Move> make) => a.SelectMany(_ => b, make);

    private static Gen<Move> Map<TA, TB, TC>(Gen<TA> a, Gen<TB> b, Gen<TC> c, Func<TA, TB, TC, Move> make) =>
        a.SelectMany(x => b.SelectMany(_ => c, (y, z) => make(x, y, z)));
}
