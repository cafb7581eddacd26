using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class LimitCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Store("At the limit the least recently seen session ends and is reported", async t =>
        {
            Session[] sessions = await t.LoggedIn(3);
            Session next = t.Fresh();
            await t.Touch(sessions[0].Digest, next.LastSeenAt);
            await EndsJust(t, next, limit: 3, sessions[1]);
            await t.ExpectLive(sessions[0] with { LastSeenAt = next.LastSeenAt });
            await t.ExpectLive(sessions[2]);
        }),
        Store("An update counts as seen when the limit decides who goes", async t =>
        {
            Session[] sessions = await t.LoggedIn(2);
            Session next = t.Fresh();
            await t.Update(sessions[0] with { LastSeenAt = next.LastSeenAt });
            await EndsJust(t, next, limit: 2, sessions[1]);
        }),
        Store("A limit that was lowered ends as many sessions as needed", async t =>
        {
            Session[] sessions = await t.LoggedIn(5);
            await EndsJust(t, t.Fresh(), limit: 2, sessions[..4]);
            await t.ExpectLive(sessions[4]);
            Expect.Equal(2, (await t.List()).Count, "Sessions of the user at a limit of 2");
        }),
        Store("A limit of one leaves the new session alone", async t =>
        {
            Session[] sessions = await t.LoggedIn(3);
            await EndsJust(t, t.Fresh(), limit: 1, sessions);
        }),
        Store("The new session stays although the others were seen later", async t =>
        {
            Session old = await t.LoggedIn();
            await EndsJust(t, t.Fresh() with { LastSeenAt = old.LastSeenAt.AddMinutes(-5) }, limit: 1, old);
        }),
        Store("Below the limit nothing ends", async t =>
        {
            await t.LoggedIn(2);
            await EndsJust(t, t.Fresh(), limit: 3);
            Expect.Equal(3, (await t.List()).Count, "Sessions of the user at a limit of 3");
        }),
        Store("The limit counts the sessions of one user only", async t =>
        {
            Session other = await t.LoggedIn("ben");
            Session[] sessions = await t.LoggedIn(1);
            await EndsJust(t, t.Fresh(), limit: 1, sessions);
            await t.ExpectLive(other);
        }),
        Store("Ended and replaced sessions do not count towards the limit", async t =>
        {
            Session[] sessions = await t.LoggedIn(3);
            await t.Delete(sessions[0].Digest);
            Session replacement = t.Fresh();
            await t.Replace(sessions[1].Digest, replacement);
            await EndsJust(t, t.Fresh(), limit: 3);
            await t.ExpectLive(sessions[2]);
            await t.ExpectLive(replacement);
        }),
    ];

    private static async Task EndsJust(StoreUnderTest t, Session next, int limit, params Session[] victims)
    {
        CreateOutcome outcome = await t.Create(next, limit);
        Expect.Equal(Applied.Done, outcome.Applied, $"Create at a limit of {limit}");
        Expect.SameSet(victims.Select(v => v.Digest), outcome.Ended, $"Sessions ended by a limit of {limit}");
        await t.ExpectLive(next);
        foreach (Session victim in victims)
        {
            await t.ExpectEnded(victim.Digest, EndReason.LimitReached);
        }
    }
}
