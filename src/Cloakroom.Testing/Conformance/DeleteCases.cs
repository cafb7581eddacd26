using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class DeleteCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Store("A deleted session is gone and its tombstone says why", async t =>
        {
            foreach (EndReason why in Enum.GetValues<EndReason>())
            {
                Session session = await t.LoggedIn();
                Expect.Equal(Applied.Done, await t.Delete(session.Digest, why), "Delete of a live session");
                await t.ExpectEnded(session.Digest, why);
            }

            Expect.Equal(0, (await t.List()).Count, "Sessions of the user after all were deleted");
        }),
        Store("A second delete answers Absent and the first reason stays", async t =>
        {
            Session session = await t.LoggedIn();
            await t.Delete(session.Digest, EndReason.UserDisabled);
            Expect.Equal(Applied.Absent, await t.Delete(session.Digest, EndReason.LoggedOut), "Delete of an ended session");
            await t.ExpectEnded(session.Digest, EndReason.UserDisabled);
        }),
        Store("Delete of a session never created answers Absent and leaves no tombstone", async t =>
        {
            Session session = t.Fresh();
            Expect.Equal(Applied.Absent, await t.Delete(session.Digest), "Delete of an unknown session");
            await t.ExpectAbsent(session.Digest);
            Expect.Equal(Applied.Done, (await t.Create(session)).Applied, "Create after a delete that found nothing");
        }),
        Store("Deleting does not touch the other sessions", async t =>
        {
            Session mine = await t.LoggedIn(), other = await t.LoggedIn(), theirs = await t.LoggedIn("ben");
            await t.Delete(mine.Digest);
            await t.ExpectLive(other);
            await t.ExpectLive(theirs);
            Expect.SameSet([other.Digest], (await t.List()).Select(s => s.Digest), "Sessions of the user");
        }),
        Store("A tombstone stays until the absolute expiry, whatever the idle timeout", async t =>
        {
            Session session = await t.LoggedIn();
            await t.Delete(session.Digest, EndReason.Revoked);
            foreach (DateTimeOffset at in (DateTimeOffset[])[session.LastSeenAt + session.IdleTimeout.Multiply(2), session.ExpiresAt.AddMilliseconds(-1)])
            {
                t.Clock.Advance(at - t.Clock.GetUtcNow());
                Expect.Equal(0, await t.Sweep(), "Entries swept before the tombstone expired");
                await t.ExpectEnded(session.Digest, EndReason.Revoked);
                Expect.Equal(Applied.Exists, (await t.Create(session)).Applied, "Create on a tombstone that has not expired");
            }
        }),
    ];
}
