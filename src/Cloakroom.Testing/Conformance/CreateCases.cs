using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class CreateCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Store("Create on a digest that is present answers Exists and changes nothing", async t =>
        {
            Session first = await t.LoggedIn();
            Session second = t.Fresh("ben") with { Digest = first.Digest };
            Expect.Equal(Applied.Exists, (await t.Create(second)).Applied, "Create on a present digest");
            await t.ExpectLive(first);
            Expect.Equal(0, (await t.List("ben")).Count, "Sessions of the user who was refused");
        }),
        Store("Create of the same record twice answers Exists the second time", async t =>
        {
            Session session = await t.LoggedIn();
            Expect.Equal(Applied.Exists, (await t.Create(session)).Applied, "Create of a record that is stored");
            Expect.Equal(1, (await t.List()).Count, "Sessions of the user");
        }),
        Store("Create on a digest that was ended answers Exists and revives nothing", async t =>
        {
            Session session = await t.LoggedIn();
            await t.Delete(session.Digest, EndReason.Revoked);
            Expect.Equal(Applied.Exists, (await t.Create(session)).Applied, "Create on an ended digest");
            await t.ExpectEnded(session.Digest, EndReason.Revoked);
            Expect.Equal(0, (await t.List()).Count, "Sessions of the user");
        }),
        Store("Create that answers Exists ends no other session", async t =>
        {
            Session first = await t.LoggedIn(), second = await t.LoggedIn();
            CreateOutcome outcome = await t.Create(t.Fresh() with { Digest = second.Digest }, limit: 1);
            Expect.Equal(Applied.Exists, outcome.Applied, "Create on a present digest, over the limit");
            Expect.That(outcome.Ended is null or { Count: 0 }, "A create that failed reports ended sessions.");
            await t.ExpectLive(first);
            await t.ExpectLive(second);
        }),
        Store("A user may have several sessions, each found on its own", async t =>
        {
            foreach (Session session in await t.LoggedIn(20))
            {
                await t.ExpectLive(session);
            }
        }),
    ];
}
