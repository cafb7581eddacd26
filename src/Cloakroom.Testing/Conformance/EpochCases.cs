using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

/// <summary>A login that races the end of all of the user's sessions (CWE-367).</summary>
internal static class EpochCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Store("A login that had begun when all sessions were ended is Revoked and leaves nothing", async t =>
        {
            Session late = t.Fresh();
            await t.DeleteUserNow();
            Expect.Equal(Applied.Revoked, (await t.Create(late)).Applied, "Create of a login from before");
            await t.ExpectAbsent(late.Digest);
            Expect.Equal(0, (await t.List()).Count, "Sessions of the user");
        }),
        Store("A login of the same millisecond counts as before", async t =>
        {
            Session late = t.Fresh();
            await t.DeleteUserNow();
            Expect.Equal(t.Clock.GetUtcNow().ToUnixTimeMilliseconds(), late.AuthenticatedAt.ToUnixTimeMilliseconds(), "The time of the login");
            Expect.Equal(Applied.Revoked, (await t.Create(late)).Applied, "Create of a login of the same millisecond");
        }),
        Store("A login afterwards begins as usual, and so does another user's from before", async t =>
        {
            Session theirs = t.Fresh("ben");
            await t.DeleteUserNow();
            await t.LoggedIn();
            Expect.Equal(Applied.Done, (await t.Create(theirs)).Applied, "Create for another user");
        }),
        Store("Ending all others refuses a login under way, and the excepted session lives on", async t =>
        {
            Session stays = await t.LoggedIn();
            Session late = t.Fresh();
            await t.DeleteUserNow(except: stays.Digest);
            Expect.Equal(Applied.Revoked, (await t.Create(late)).Applied, "Create of a login from before");
            await t.ExpectLive(stays);
        }),
        Store("Of two ends of all sessions the later one counts, in whatever order they come", async t =>
        {
            DateTimeOffset before = t.Clock.GetUtcNow();
            Session late = t.Fresh();
            await t.DeleteUserNow();
            await t.DeleteUserAt(before);
            Expect.Equal(Applied.Revoked, (await t.Create(late)).Applied, "Create of a login between the two");
        }),
        Store("It is remembered for the time that the contract names", async t =>
        {
            Session late = t.Fresh();
            await t.DeleteUserNow();
            t.Clock.Advance(ISessionStore.EpochMemory - TimeSpan.FromSeconds(1));
            Expect.Equal(Applied.Revoked, (await t.Create(late)).Applied, "Create of a login from before, a quarter of an hour later");
        }),
        Store("Where the end does not say when, only what exists ends", async t =>
        {
            Session late = t.Fresh();
            await t.DeleteUser();
            Expect.Equal(Applied.Done, (await t.Create(late)).Applied, "Create after an end without a time");
        }),
        Store("Of logins that race the end of all sessions none survives that had begun before", async t =>
        {
            for (int round = 0; round < 20; round++)
            {
                Session[] logins = [.. Enumerable.Range(0, 10).Select(_ => t.Fresh())];
                await StoreUnderTest.AtOnce(logins.Length + 1, async i =>
                    i < logins.Length ? (await t.Create(logins[i])).Ended.Count : (await t.DeleteUserNow()).Count);
                Expect.Equal(0, (await t.List()).Count, "Sessions that survived");
            }
        }),
    ];
}
