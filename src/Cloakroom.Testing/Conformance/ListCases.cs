using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class ListCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Store("A user never seen has no sessions", async t => Expect.Equal(0, (await t.List("nobody")).Count, "Sessions of an unknown user")),
        Store("The list has the most recently seen session first", async t =>
        {
            Session[] sessions = await t.LoggedIn(5);
            DateTimeOffset now = t.Fresh().LastSeenAt;
            await t.Touch(sessions[1].Digest, now.AddSeconds(1));
            await t.Update(sessions[3] with { LastSeenAt = now.AddSeconds(2) });
            int[] order = [.. (await t.List()).Select(s => Array.FindIndex(sessions, o => o.Digest == s.Digest))];
            Expect.Equal("3 1 4 2 0", string.Join(' ', order), "Order of the list, by number of creation");
        }),
        Store("The list has whole records, and those of its user only", async t =>
        {
            Session mine = t.Fresh() with { Device = "Phone", User = new SessionUser("ann") { Email = "ann@example.test", Roles = ["admin"] } };
            await t.Create(mine);
            await t.LoggedIn("ben");
            await t.LoggedIn("ann2");
            IReadOnlyList<Session> list = await t.List();
            Expect.Equal(1, list.Count, "Sessions of the user");
            Expect.Equal(mine, list[0], "The listed record");
        }),
        Store("A list once given does not change", async t =>
        {
            await t.LoggedIn(2);
            IReadOnlyList<Session> list = await t.List();
            await t.DeleteUser();
            Expect.Equal(2, list.Count, "A list after its sessions were ended");
        }),
    ];
}
