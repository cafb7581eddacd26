using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

/// <summary>The limit per user holds at every moment, however many log in at once.</summary>
internal static class LimitRaceCases
{
    private const int Limit = 5;

    public static IEnumerable<ConformanceCase> All =>
    [
        Store("Parallel logins never exceed the limit, not even for a moment", async t =>
        {
            Session[] before = await t.LoggedIn(Limit);
            Session[] logins = [.. Enumerable.Range(0, 30).Select(_ => t.Fresh())];
            int most = 0;
            CreateOutcome[] outcomes = await StoreUnderTest.AtOnce(logins.Length, async i =>
            {
                CreateOutcome outcome = await t.Create(logins[i], Limit);
                int now = (await t.List()).Count;
                InterlockedMax(ref most, now);
                return outcome;
            });
            Expect.Count(logins.Length, Applied.Done, [.. outcomes.Select(o => o.Applied)], "Parallel logins");
            Expect.That(most <= Limit, $"The user had {most} sessions at a limit of {Limit}.");

            SessionDigest[] ended = [.. outcomes.SelectMany(o => o.Ended)], live = [.. (await t.List()).Select(s => s.Digest)];
            Expect.Equal(Limit, live.Length, "Sessions of the user after all logins");
            Expect.SameSet([.. before.Select(s => s.Digest), .. logins.Select(s => s.Digest)], [.. ended, .. live], "Sessions ended, each once, and live");
        }),
        Store("Parallel logins and replacements never exceed the limit", async t =>
        {
            Session[] before = await t.LoggedIn(Limit);
            Session[] logins = [.. Enumerable.Range(0, 10).Select(_ => t.Fresh())], next = [.. before.Select(_ => t.Fresh())];
            await StoreUnderTest.AtOnce(logins.Length + next.Length, async i =>
                i < logins.Length ? (await t.Create(logins[i], Limit)).Applied : await t.Replace(before[i - logins.Length].Digest, next[i - logins.Length]));
            Expect.Equal(Limit, (await t.List()).Count, "Sessions of the user after all logins");
        }),
        Store("Logins of different users at once do not end each other's sessions", async t =>
        {
            Session[] logins = [.. Enumerable.Range(0, 30).Select(i => t.Fresh($"user {i}"))];
            CreateOutcome[] outcomes = await StoreUnderTest.AtOnce(logins.Length, i => t.Create(logins[i], limit: 1));
            Expect.Equal(0, outcomes.Sum(o => o.Ended.Count), "Sessions ended");
            foreach (Session login in logins)
            {
                await t.ExpectLive(login);
            }
        }),
    ];

    private static void InterlockedMax(ref int most, int now)
    {
        int seen = Volatile.Read(ref most);
        while (now > seen && Interlocked.CompareExchange(ref most, now, seen) is var other && other != seen)
        {
            seen = other;
        }
    }
}
