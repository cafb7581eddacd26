using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class UpdateCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Store("An update stores the record with its version plus one", async t =>
        {
            Session session = await t.LoggedIn();
            Session changed = session with
            {
                User = new SessionUser(session.UserId) { Email = "new@example.test", Roles = ["auditor"] },
                Device = "Phone",
                AuthenticationMethods = ["pwd", "hwk"],
                ExpiresAt = session.ExpiresAt.AddHours(1),
                IdleTimeout = TimeSpan.FromMinutes(5),
            };
            Expect.Equal(Applied.Done, await t.Update(changed), "Update of a live session");
            await t.ExpectLive(changed with { Version = 2 });
            Expect.Equal(changed with { Version = 2 }, (await t.List()).Single(), "The listed record after an update");
            Expect.Equal(Applied.Done, await t.Update(changed with { Version = 2 }), "Update from the new version");
            await t.ExpectLive(changed with { Version = 3 });
        }),
        Store("An update from another version answers Conflict and changes nothing", async t =>
        {
            Session session = await t.LoggedIn();
            await t.Update(session with { Device = "first" });
            foreach (int version in (int[])[1, 3, 1000])
            {
                Expect.Equal(Applied.Conflict, await t.Update(session with { Device = "late", Version = version }), $"Update from version {version} of a record at 2");
            }

            await t.ExpectLive(session with { Device = "first", Version = 2 });
        }),
        Store("Update of a session never created answers Absent and creates nothing", async t =>
        {
            Session session = t.Fresh();
            Expect.Equal(Applied.Absent, await t.Update(session), "Update of an unknown session");
            await t.ExpectAbsent(session.Digest);
            Expect.Equal(0, (await t.List()).Count, "Sessions of the user");
        }),
        Store("Update of an ended session answers Absent and revives nothing", async t =>
        {
            Session session = await t.LoggedIn();
            await t.Delete(session.Digest);
            Expect.Equal(Applied.Absent, await t.Update(session), "Update of an ended session");
            await t.ExpectEnded(session.Digest, EndReason.LoggedOut);
            Expect.Equal(0, (await t.List()).Count, "Sessions of the user");
        }),
        Store("Update with another user answers Absent and changes nothing", async t =>
        {
            Session theirs = await t.LoggedIn("ben");
            Expect.Equal(Applied.Absent, await t.Update(theirs with { User = new SessionUser("ann") }), "Update of another user's session");
            await t.ExpectLive(theirs);
            Expect.Equal(0, (await t.List()).Count, "Sessions of the user");
        }),
        Store("An update made from an older record keeps the later last-seen time", async t =>
        {
            Session session = await t.LoggedIn();
            DateTimeOffset later = session.LastSeenAt.AddMinutes(3);
            await t.Touch(session.Digest, later);
            Expect.Equal(Applied.Done, await t.Update(session with { Device = "Phone" }), "Update after a touch, from the same version");
            await t.ExpectLive(session with { Device = "Phone", Version = 2, LastSeenAt = later });
        }),
        Store("An update may move last-seen forward itself", async t =>
        {
            Session session = await t.LoggedIn();
            Session changed = session with { LastSeenAt = session.LastSeenAt.AddMinutes(3) };
            await t.Update(changed);
            await t.ExpectLive(changed with { Version = 2 });
        }),
    ];
}
