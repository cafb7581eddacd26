using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

/// <summary>Gone stays gone (invariant 1), also when something else happens to the session at the same moment.</summary>
internal static class RevivalRaceCases
{
    private const int Rounds = 20;

    public static IEnumerable<ConformanceCase> All =>
    [
        Store("A delete racing with touches ends the session for good", async t =>
            await EndsForGood(t, (session, i) => t.Touch(session.Digest, session.LastSeenAt.AddSeconds(i)))),
        Store("A delete racing with updates ends the session for good", async t =>
            await EndsForGood(t, (session, i) => t.Update(session with { Device = $"device {i}" }))),
        Store("A delete racing with creates of the same record ends the session for good", async t =>
            await EndsForGood(t, async (session, _) => (await t.Create(session)).Applied)),
        Store("Of a delete and a replacement at the same moment one is Done and the other Absent", async t =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Session old = await t.LoggedIn(), next = t.Fresh();
                bool deleteFirst = round % 2 == 0;
                Applied[] answers = await StoreUnderTest.AtOnce(2, i => i == 0 == deleteFirst ? t.Delete(old.Digest) : t.Replace(old.Digest, next));
                Expect.Count(1, Applied.Done, answers, "A delete and a replacement of one session");
                Expect.Count(1, Applied.Absent, answers, "A delete and a replacement of one session");
                bool replaced = answers[deleteFirst ? 1 : 0] == Applied.Done;
                Expect.Equal(replaced ? next : null, (await t.Find(next.Digest)).Session, "The record under the new digest");
                await t.ExpectEnded(old.Digest, replaced ? EndReason.Rotated : EndReason.LoggedOut);
                await t.DeleteUser();
            }
        }),
        Store("Ending all sessions of a user leaves no successor of a replacement at the same moment", async t =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Session[] old = await t.LoggedIn(4), next = [.. old.Select(_ => t.Fresh())];
                await StoreUnderTest.AtOnce(5, async i => i == 4 ? (await t.DeleteUser()).Count : (int)await t.Replace(old[i].Digest, next[i]));
                Expect.Equal(0, (await t.List()).Count, "Sessions of the user after all were ended");
                foreach (Session session in (IEnumerable<Session>)[.. old, .. next])
                {
                    Expect.Equal(null, (await t.Find(session.Digest)).Session, "A session after all were ended");
                }
            }
        }),
        Store("Ending all sessions of a user is not undone by touches and updates at the same moment", async t =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Session[] sessions = await t.LoggedIn(4);
                await StoreUnderTest.AtOnce(9, async i => i == 8 ? (await t.DeleteUser()).Count
                    : i % 2 == 0 ? (int)await t.Touch(sessions[i / 2].Digest, sessions[i / 2].LastSeenAt.AddSeconds(1))
                    : (int)await t.Update(sessions[i / 2]));
                Expect.Equal(0, (await t.List()).Count, "Sessions of the user after all were ended");
                foreach (Session session in sessions)
                {
                    await t.ExpectEnded(session.Digest, EndReason.Revoked);
                }
            }
        }),
        Store("A login racing with the end of all sessions is either ended or live, and reported so", async t =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Session[] logins = [.. Enumerable.Range(0, 6).Select(_ => t.Fresh())];
                IReadOnlyList<SessionDigest>[] answers = await StoreUnderTest.AtOnce<IReadOnlyList<SessionDigest>>(7, async i =>
                    i == 3 ? await t.DeleteUser() : (await t.Create(logins[i > 3 ? i - 1 : i])).Ended);
                Expect.SameSet(
                    logins.Select(s => s.Digest).Except(answers[3]), (await t.List()).Select(s => s.Digest), "Logins that were not reported as ended");
                await t.DeleteUser();
            }
        }),
        Store("No find that starts after an acknowledged delete sees the session", async t =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Session session = await t.LoggedIn();
                Task<Applied> delete = Task.Run(() => t.Delete(session.Digest));
                Task<StoredSession[]> finds = StoreUnderTest.AtOnce(8, async i =>
                {
                    await delete;
                    await t.Touch(session.Digest, session.LastSeenAt.AddSeconds(i));
                    return await t.Find(session.Digest);
                });
                Expect.Equal(Applied.Done, await delete, "Delete of a live session");
                Expect.Count(8, new StoredSession(null, EndReason.LoggedOut), await finds, "Finds after the delete was acknowledged");
            }
        }),
    ];

    private static async Task EndsForGood(StoreUnderTest t, Func<Session, int, Task<Applied>> rival)
    {
        for (int round = 0; round < Rounds; round++)
        {
            Session session = await t.LoggedIn();
            int at = round % 8;
            Applied[] answers = await StoreUnderTest.AtOnce(8, i => i == at ? t.Delete(session.Digest) : rival(session, i));
            Expect.Equal(Applied.Done, answers[at], "Delete of a live session");
            await t.ExpectEnded(session.Digest, EndReason.LoggedOut);
            Expect.Equal(0, (await t.List()).Count, "Sessions of the user");
        }
    }
}
