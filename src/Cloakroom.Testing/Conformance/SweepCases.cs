using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class SweepCases
{
    private static readonly SessionOptions Short = new() { Absolute = TimeSpan.FromMinutes(10), Idle = TimeSpan.FromMinutes(10) };

    public static IEnumerable<ConformanceCase> All =>
    [
        Store("A sweep forgets records past their absolute expiry", async t =>
        {
            Session session = await t.LoggedIn("ann", Short), live = await t.LoggedIn("ann");
            PassBy(t, session.ExpiresAt);
            await SweepsJust(t, [session], [live]);
        }),
        Store("A sweep forgets records past their idle timeout", async t =>
        {
            Session idle = await t.LoggedIn(), used = await t.LoggedIn();
            DateTimeOffset end = idle.LastSeenAt + idle.IdleTimeout;
            await t.Touch(used.Digest, end);
            PassBy(t, end);
            await SweepsJust(t, [idle], [used with { LastSeenAt = end }]);
        }),
        Store("A sweep leaves what has a moment to live", async t =>
        {
            Session idle = await t.LoggedIn(), old = await t.LoggedIn("ann", Short);
            t.Clock.Advance(old.ExpiresAt.AddMilliseconds(-1) - t.Clock.GetUtcNow());
            await SweepsJust(t, [], [idle, old]);
            t.Clock.Advance(idle.LastSeenAt + idle.IdleTimeout - TimeSpan.FromMilliseconds(1) - t.Clock.GetUtcNow());
            await SweepsJust(t, [old], [idle]);
        }),
        Store("An update that shortens the life is seen by the sweep", async t =>
        {
            Session session = await t.LoggedIn();
            await t.Update(session with { ExpiresAt = session.CreatedAt.AddMinutes(10) });
            PassBy(t, session.CreatedAt.AddMinutes(10));
            await SweepsJust(t, [session], []);
        }),
        Store("A sweep forgets tombstones past the absolute expiry", async t =>
        {
            Session ended = await t.LoggedIn("ann", Short), replaced = await t.LoggedIn("ann", Short), next = t.Fresh();
            await t.Delete(ended.Digest);
            await t.Replace(replaced.Digest, next);
            PassBy(t, replaced.ExpiresAt);
            await SweepsJust(t, [ended, replaced], [next]);
        }),
        Store("A sweep forgets no more than it was allowed to", async t =>
        {
            Session[] sessions = [.. await t.LoggedIn(4), .. await t.LoggedIn(3, "ben")];
            await t.DeleteUser("ben");
            PassBy(t, sessions[^1].ExpiresAt);
            int present = sessions.Length;
            for (int call = 0; present > 0 && call < sessions.Length; call++)
            {
                int swept = await t.Sweep(limit: 2);
                int left = await Present(t, sessions);
                Expect.That(swept is 1 or 2, $"A sweep of at most 2 forgot {swept} while {present} had expired.");
                Expect.Equal(present - left, swept, "How many a sweep says it forgot, against how many are gone");
                present = left;
            }

            Expect.Equal(0, present, "Expired entries left after sweeping on and on");
            Expect.Equal(0, await t.Sweep(), "Entries swept when none is left");
        }),
        Store("A sweep of none forgets none", async t =>
        {
            Session session = await t.LoggedIn("ann", Short);
            PassBy(t, session.ExpiresAt);
            Expect.Equal(0, await t.Sweep(limit: 0), "Entries forgotten by a sweep of at most 0");
        }),
        Store("What was swept is not listed, does not count and is not ended again", async t =>
        {
            Session gone = await t.LoggedIn();
            PassBy(t, gone.LastSeenAt + gone.IdleTimeout);
            await t.Sweep();
            Expect.Equal(0, (await t.List()).Count, "Sessions of the user after the sweep");
            Expect.Equal(Applied.Absent, await t.Touch(gone.Digest, t.Clock.GetUtcNow()), "Touch of a swept session");
            Expect.Equal(Applied.Absent, await t.Update(gone), "Update of a swept session");
            Expect.Equal(Applied.Absent, await t.Delete(gone.Digest), "Delete of a swept session");
            CreateOutcome outcome = await t.Create(t.Fresh(), limit: 1);
            Expect.Equal(0, outcome.Ended.Count, "Sessions ended by the limit");
        }),
    ];

    private static void PassBy(StoreUnderTest t, DateTimeOffset time) => t.Clock.Advance(time.AddMilliseconds(1) - t.Clock.GetUtcNow());

    private static async Task SweepsJust(StoreUnderTest t, Session[] gone, Session[] live)
    {
        Expect.Equal(gone.Length, await t.Sweep(), "Entries forgotten by the sweep");
        foreach (Session session in gone)
        {
            await t.ExpectAbsent(session.Digest);
        }

        foreach (Session session in live)
        {
            await t.ExpectLive(session);
        }
    }

    private static async Task<int> Present(StoreUnderTest t, Session[] sessions)
    {
        int present = 0;
        foreach (Session session in sessions)
        {
            present += await t.Find(session.Digest) == StoredSession.Absent ? 0 : 1;
        }

        return present;
    }
}
