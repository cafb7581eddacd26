using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.AspNetCore.Stories;

/// <summary>Makes stories, and shorter ones of a story that fails.</summary>
internal static class StoryGenerator
{
    public static Arbitrary<Story> Any { get; } = Arb.From(Generate(), Shorter);

    private static Gen<Story> Generate()
    {
        Gen<int> user = Gen.Choose(0, 1), ticket = Gen.Choose(-1, 7);
        Gen<bool> coin = Gen.Choose(0, 1).Select(n => n == 1);
        Gen<Step> step = Gen.Frequency(
            (5, user.SelectMany(_ => ticket, Step (u, t) => new Step.Login(u, t))),
            (10, ticket.SelectMany(_ => Gen.Choose(0, Player.Paths.Length - 1).SelectMany(_ => coin, (path, navigates) => (path, navigates)),
                Step (t, r) => new Step.Read(t, r.path, r.navigates))),
            (2, ticket.Select(Step (t) => new Step.Write(t))),
            (3, ticket.SelectMany(_ => Gen.Choose(0, 3), Step (t, n) => new Step.Logout(t, Everywhere: n == 0))),
            (4, Gen.Elements(StoreMode.Works, StoreMode.Works, StoreMode.Away, StoreMode.ReadOnly, StoreMode.Broken).Select(Step (m) => new Step.Switch(m))),
            (2, Gen.Choose(1, 200).Select(Step (s) => new Step.Wait(s))),
            (2, Gen.Constant<Step>(new Step.Repeat())));
        return coin.SelectMany(_ => Gen.Choose(10, 40).SelectMany(n => Gen.ArrayOf(step, n)), (cached, steps) => new Story(cached, steps));
    }

    private static IEnumerable<Story> Shorter(Story story) =>
        Enumerable.Range(0, story.Steps.Length).Select(i => story with { Steps = [.. story.Steps.Where((_, j) => j != i)] });
}
