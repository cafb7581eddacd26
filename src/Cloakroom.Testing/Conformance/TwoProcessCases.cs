using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

/// <summary>Two openings of the same data, as two processes have them.</summary>
internal static class TwoProcessCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        TwoProcesses("What one process was told is done, another sees at once", async (here, there) =>
        {
            Session session = await here.LoggedIn(), old = await here.LoggedIn(), next = here.Fresh();
            await there.ExpectLive(session);
            await here.Update(session with { Device = "Phone" });
            await there.ExpectLive(session with { Device = "Phone", Version = 2 });
            await here.Replace(old.Digest, next);
            await there.ExpectLive(next);
            await there.ExpectEnded(old.Digest, EndReason.Rotated);
            await here.Delete(session.Digest);
            await there.ExpectEnded(session.Digest, EndReason.LoggedOut);
            await here.DeleteUser();
            await there.ExpectEnded(next.Digest, EndReason.Revoked);
        }),
        TwoProcesses("A session ended by one process cannot be revived by another", async (here, there) =>
        {
            Session session = await here.LoggedIn();
            await there.ExpectLive(session);
            await here.Delete(session.Digest);
            Expect.Equal(Applied.Absent, await there.Touch(session.Digest, session.LastSeenAt.AddMinutes(1)), "Touch in another process");
            Expect.Equal(Applied.Absent, await there.Update(session), "Update in another process");
            Expect.Equal(Applied.Absent, await there.Replace(session.Digest, there.Fresh()), "Replace in another process");
            Expect.Equal(Applied.Exists, (await there.Create(session)).Applied, "Create in another process");
        }),
        TwoProcesses("Of updates in two processes from one version exactly one is Done", async (here, there) =>
        {
            for (int round = 0; round < 10; round++)
            {
                Session session = await here.LoggedIn();
                Applied[] answers = await StoreUnderTest.AtOnce(10, i => (i % 2 == 0 ? here : there).Update(session with { Device = $"{i}" }));
                Expect.Count(1, Applied.Done, answers, "Updates in two processes");
                Expect.Count(9, Applied.Conflict, answers, "Updates in two processes");
            }
        }),
        TwoProcesses("Logins in two processes never exceed the limit together", async (here, there) =>
        {
            Session[] logins = [.. Enumerable.Range(0, 20).Select(_ => here.Fresh())];
            await StoreUnderTest.AtOnce(20, i => (i % 2 == 0 ? here : there).Create(logins[i], limit: 3));
            IReadOnlyList<Session> list = await here.List();
            Expect.Equal(3, list.Count, "Sessions of the user");
            Expect.SameSet(list.Select(s => s.Digest), (await there.List()).Select(s => s.Digest), "Sessions of the user in another process");
        }),
        Changes("an update", (t, session) => t.Update(session)),
        Changes("a replacement", (t, session) => t.Replace(session.Digest, t.Fresh())),
        Changes("a delete", (t, session) => t.Delete(session.Digest)),
        Changes("the end of all sessions of the user", (t, _) => t.DeleteUser()),
        Changes("the limit per user", (t, _) => t.Create(t.Fresh(), limit: 1)),
        TwoProcesses("Touches of another process are not reported", async (here, there) =>
        {
            Session session = await here.LoggedIn();
            if (here.Store is ISessionChangeFeed feed)
            {
                Observed observed = await Watch(feed, here.Bound);
                await there.Touch(session.Digest, session.LastSeenAt.AddMinutes(1));
                await feed.RefreshAsync(here.Bound);
                Expect.That(!observed.InDoubt(session.Digest), "A touch was reported as a change.");
            }
        }),
        TwoProcesses("A feed that has heard nothing for longer than the lease is not fresh, or has reported", async (here, there) =>
        {
            Session session = await here.LoggedIn();
            if (here.Store is ISessionChangeFeed feed)
            {
                Observed observed = await Watch(feed, here.Bound);
                await there.Delete(session.Digest);
                here.Clock.Advance(ISessionChangeFeed.Lease + TimeSpan.FromMilliseconds(1));
                Expect.That(!feed.IsFresh || observed.InDoubt(session.Digest), "The feed says fresh, but did not report a delete of longer than a lease ago.");
            }
        }),
    ];

    private static ConformanceCase Changes(string what, Func<StoreUnderTest, Session, Task> change) =>
        TwoProcesses($"After a refresh, {what} in another process has been reported", async (here, there) =>
        {
            Session session = await here.LoggedIn();
            if (here.Store is ISessionChangeFeed feed)
            {
                Observed observed = await Watch(feed, here.Bound);
                await change(there, session);
                if (await feed.RefreshAsync(here.Bound))
                {
                    Expect.That(observed.InDoubt(session.Digest), $"A refresh succeeded and {what} was not reported.");
                }
            }
        });

    private static async Task<Observed> Watch(ISessionChangeFeed feed, CancellationToken bound)
    {
        var observed = new Observed();
        feed.Observe(observed);
        Expect.Equal(true, await feed.RefreshAsync(bound), "Refresh of a store that works");
        observed.Clear();
        return observed;
    }
}
