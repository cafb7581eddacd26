using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class DeleteUserCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Store("Deleting a user's sessions ends all of them and reports each", async t =>
        {
            Session[] sessions = await t.LoggedIn(5);
            IReadOnlyList<SessionDigest> ended = await t.DeleteUser(why: EndReason.UserDisabled);
            Expect.SameSet(sessions.Select(s => s.Digest), ended, "Sessions ended");
            foreach (Session session in sessions)
            {
                await t.ExpectEnded(session.Digest, EndReason.UserDisabled);
            }

            Expect.Equal(0, (await t.List()).Count, "Sessions of the user");
        }),
        Store("Deleting a user's sessions leaves the excepted one", async t =>
        {
            Session[] sessions = await t.LoggedIn(4);
            IReadOnlyList<SessionDigest> ended = await t.DeleteUser(except: sessions[2].Digest);
            Expect.SameSet([sessions[0].Digest, sessions[1].Digest, sessions[3].Digest], ended, "Sessions ended");
            await t.ExpectLive(sessions[2]);
            Expect.SameSet([sessions[2].Digest], (await t.List()).Select(s => s.Digest), "Sessions of the user");
        }),
        Store("An exception that is not the user's own saves nobody", async t =>
        {
            Session[] mine = await t.LoggedIn(2);
            Session theirs = await t.LoggedIn("ben");
            Expect.SameSet(mine.Select(s => s.Digest), await t.DeleteUser(except: theirs.Digest), "Sessions ended");
            await t.ExpectLive(theirs);
        }),
        Store("An excepted session that has ended is not revived", async t =>
        {
            Session[] sessions = await t.LoggedIn(2);
            await t.Delete(sessions[0].Digest);
            Expect.SameSet([sessions[1].Digest], await t.DeleteUser(except: sessions[0].Digest), "Sessions ended");
            await t.ExpectEnded(sessions[0].Digest, EndReason.LoggedOut);
        }),
        Store("Deleting a user's sessions leaves other users alone", async t =>
        {
            await t.LoggedIn(2);
            Session[] theirs = await t.LoggedIn(2, "ben");
            await t.DeleteUser();
            await t.ExpectLive(theirs[0]);
            await t.ExpectLive(theirs[1]);
        }),
        Store("Deleting the sessions of a user who has none reports none", async t =>
        {
            Expect.Equal(0, (await t.DeleteUser("nobody")).Count, "Sessions ended of an unknown user");
            await t.LoggedIn(2);
            await t.DeleteUser();
            Expect.Equal(0, (await t.DeleteUser()).Count, "Sessions ended by a second call");
        }),
        Store("Sessions ended before keep their reason when the rest are ended", async t =>
        {
            Session[] sessions = await t.LoggedIn(2);
            await t.Delete(sessions[0].Digest, EndReason.LoggedOut);
            Expect.SameSet([sessions[1].Digest], await t.DeleteUser(why: EndReason.Revoked), "Sessions ended");
            await t.ExpectEnded(sessions[0].Digest, EndReason.LoggedOut);
        }),
        Store("After all sessions were ended the user can log in again", async t =>
        {
            await t.LoggedIn(2);
            await t.DeleteUser();
            Session again = await t.LoggedIn();
            await t.ExpectLive(again);
        }),
    ];
}
