using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

/// <summary>Calls of the same kind at the same moment: exactly one wins.</summary>
internal static class RaceCases
{
    private const int Rounds = 10;

    public static IEnumerable<ConformanceCase> All =>
    [
        Store("Of parallel creates of one digest exactly one is Done", async t =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Session first = t.Fresh();
                Session[] rivals = [.. Enumerable.Range(0, 20).Select(i => t.Fresh() with { Digest = first.Digest, Device = $"device {i}" })];
                CreateOutcome[] outcomes = await StoreUnderTest.AtOnce(rivals.Length, i => t.Create(rivals[i]));
                Applied[] answers = [.. outcomes.Select(o => o.Applied)];
                Expect.Count(1, Applied.Done, answers, "Parallel creates of one digest");
                Expect.Count(rivals.Length - 1, Applied.Exists, answers, "Parallel creates of one digest");
                Session winner = rivals[Array.IndexOf(answers, Applied.Done)];
                await t.ExpectLive(winner);
                Expect.Equal(winner, (await t.List()).Single(s => s.Digest == first.Digest), "The one listed record of the digest");
                await t.Delete(first.Digest);
            }
        }),
        Store("Of parallel updates from one version exactly one is Done", async t =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Session session = await t.LoggedIn();
                Session[] rivals = [.. Enumerable.Range(0, 20).Select(i => session with { Device = $"device {i}" })];
                Applied[] answers = await StoreUnderTest.AtOnce(rivals.Length, i => t.Update(rivals[i]));
                Expect.Count(1, Applied.Done, answers, "Parallel updates from one version");
                Expect.Count(rivals.Length - 1, Applied.Conflict, answers, "Parallel updates from one version");
                await t.ExpectLive(rivals[Array.IndexOf(answers, Applied.Done)] with { Version = 2 });
            }
        }),
        Store("Of parallel deletes of one session exactly one is Done", async t =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Session session = await t.LoggedIn();
                EndReason[] reasons = Enum.GetValues<EndReason>();
                Applied[] answers = await StoreUnderTest.AtOnce(50, i => t.Delete(session.Digest, reasons[i % reasons.Length]));
                Expect.Count(1, Applied.Done, answers, "Parallel deletes of one session");
                Expect.Count(49, Applied.Absent, answers, "Parallel deletes of one session");
                await t.ExpectEnded(session.Digest, reasons[Array.IndexOf(answers, Applied.Done) % reasons.Length]);
            }
        }),
        Store("Of parallel replacements of one session exactly one is Done", async t =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Session old = await t.LoggedIn();
                Session[] rivals = [.. Enumerable.Range(0, 20).Select(_ => t.Fresh())];
                Applied[] answers = await StoreUnderTest.AtOnce(rivals.Length, i => t.Replace(old.Digest, rivals[i]));
                Expect.Count(1, Applied.Done, answers, "Parallel replacements of one session");
                Expect.Count(rivals.Length - 1, Applied.Absent, answers, "Parallel replacements of one session");
                Session winner = rivals[Array.IndexOf(answers, Applied.Done)];
                Expect.SameSet([winner.Digest], (await t.List()).Select(s => s.Digest), "Sessions of the user");
                await t.Delete(winner.Digest);
            }
        }),
        Store("Of parallel touches the latest time stays", async t =>
        {
            Session session = await t.LoggedIn();
            await StoreUnderTest.AtOnce(50, i => t.Touch(session.Digest, session.LastSeenAt.AddSeconds((i * 37 % 50) + 1)));
            await t.ExpectLive(session with { LastSeenAt = session.LastSeenAt.AddSeconds(50) });
        }),
        Store("Touches racing with updates lose nothing", async t =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Session session = await t.LoggedIn();
                DateTimeOffset last = session.LastSeenAt.AddSeconds(19);
                Applied[] answers = await StoreUnderTest.AtOnce(20, i => i == 0
                    ? t.Update(session with { Device = "Phone" })
                    : t.Touch(session.Digest, session.LastSeenAt.AddSeconds(i)));
                Expect.Count(20, Applied.Done, answers, "One update and parallel touches");
                await t.ExpectLive(session with { Device = "Phone", Version = 2, LastSeenAt = last });
            }
        }),
    ];
}
