using System.Collections.Immutable;
using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class FindCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Store("A digest never seen is absent", async t => await t.ExpectAbsent(t.Fresh().Digest)),
        Store("A created session is found with every field as it was given", async t =>
        {
            foreach (Session session in Shapes(t))
            {
                await t.Create(session);
                await t.ExpectLive(session);
            }
        }),
        Store("A record is found under its own digest only", async t =>
        {
            Session session = await t.LoggedIn();
            for (int at = 0; at < SessionDigest.ByteLength; at++)
            {
                byte[] near = session.Digest.ToArray();
                near[at] ^= 1;
                await t.ExpectAbsent(new SessionDigest(near));
            }
        }),
        Store("An expired record is found unchanged or not at all", async t =>
        {
            Session session = await t.LoggedIn();
            t.Clock.Advance(session.IdleTimeout);
            await UnchangedOrAbsent(t, session);
            t.Clock.Advance(session.ExpiresAt - t.Clock.GetUtcNow());
            await UnchangedOrAbsent(t, session);
        }),
        Store("Finding does not change a record", async t =>
        {
            Session session = await t.LoggedIn();
            t.Clock.Advance(TimeSpan.FromMinutes(10));
            await t.Find(session.Digest);
            await t.ExpectLive(session);
        }),
    ];

    private static async Task UnchangedOrAbsent(StoreUnderTest t, Session session)
    {
        StoredSession found = await t.Find(session.Digest);
        Expect.That(found.Session is null || found.Session == session, $"An expired record changed: {found.Session}.");
        Expect.Equal(null, found.Ended, "The tombstone of a session that nobody ended");
    }

    private static IEnumerable<Session> Shapes(StoreUnderTest t)
    {
        yield return t.Fresh() with
        {
            User = new SessionUser("ann") { Email = "ann@example.test", Roles = ["admin", "user"] },
            AuthenticationMethods = ["pwd", "otp"],
            Device = "Firefox on Linux",
        };
        yield return t.Fresh() with { AuthenticationMethods = [] };
        yield return t.Fresh() with { Carrier = Carrier.Token };
        yield return t.Fresh() with { Carrier = Carrier.JwtCookie, Version = 7 };

        // Every field at its greatest size, as SessionFormat lays them down.
        yield return t.Fresh(new string('u', 256)) with
        {
            User = new SessionUser(new string('u', 256)) { Email = new string('e', 320), Roles = Times(64, new string('r', 256)) },
            AuthenticationMethods = Times(16, new string('m', 32)),
            Device = new string('d', 256),
            IdleTimeout = TimeSpan.FromDays(400),
        };

        // Four different times, each exact to the millisecond.
        DateTimeOffset now = t.Clock.GetUtcNow();
        yield return t.Fresh() with
        {
            CreatedAt = now.AddMilliseconds(1),
            AuthenticatedAt = now.AddMilliseconds(23),
            LastSeenAt = now.AddMilliseconds(456),
            ExpiresAt = now.AddMilliseconds(86_400_789),
        };
    }

    private static ImmutableArray<string> Times(int count, string text) => [.. Enumerable.Repeat(text, count)];
}
