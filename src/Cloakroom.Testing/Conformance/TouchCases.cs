using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class TouchCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Store("A touch moves last-seen forward and changes nothing else", async t =>
        {
            Session session = await t.LoggedIn();
            Session seen = session with { LastSeenAt = session.LastSeenAt.AddMilliseconds(90_001) };
            Expect.Equal(Applied.Done, await t.Touch(session.Digest, seen.LastSeenAt), "Touch of a live session");
            await t.ExpectLive(seen);
            Expect.Equal(seen, (await t.List()).Single(), "The listed record after a touch");
        }),
        Store("A touch never moves last-seen back", async t =>
        {
            Session session = await t.LoggedIn();
            Expect.Equal(Applied.Done, await t.Touch(session.Digest, session.LastSeenAt.AddMinutes(-1)), "A touch with an earlier time");
            await t.ExpectLive(session);
        }),
        Store("Touch of a session never created answers Absent and creates nothing", async t =>
        {
            Session session = t.Fresh();
            Expect.Equal(Applied.Absent, await t.Touch(session.Digest, session.LastSeenAt), "Touch of an unknown session");
            await t.ExpectAbsent(session.Digest);
        }),
        Store("Touch of an ended session answers Absent and revives nothing", async t =>
        {
            Session session = await t.LoggedIn();
            await t.Delete(session.Digest);
            Expect.Equal(Applied.Absent, await t.Touch(session.Digest, session.LastSeenAt.AddMinutes(1)), "Touch of an ended session");
            await t.ExpectEnded(session.Digest, EndReason.LoggedOut);
            Expect.Equal(0, (await t.List()).Count, "Sessions of the user");
        }),
        Store("A touch is not a new version", async t =>
        {
            Session session = await t.LoggedIn();
            await t.Touch(session.Digest, session.LastSeenAt.AddMinutes(1));
            Expect.Equal(Applied.Done, await t.Update(session), "Update from the version read before the touch");
        }),
    ];
}
