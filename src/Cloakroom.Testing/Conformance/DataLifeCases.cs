using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

/// <summary>Data lives and dies with its session.</summary>
internal static class DataLifeCases
{
    private static readonly DataOutcome Gone = new(DataResult.SessionGone, 0);

    public static IEnumerable<ConformanceCase> All =>
    [
        Data("A session never created has no data and takes none", async (t, data) =>
        {
            Session session = t.Fresh();
            await data.ExpectValue(session.Digest, "cart", null);
            Expect.Equal(Gone, await data.Write(session.Digest, "cart", "mocha"), "Write to an unknown session");
            Expect.Equal(Gone, await data.Remove(session.Digest, "cart"), "Removal from an unknown session");
            await t.ExpectAbsent(session.Digest);
            await t.Create(session);
            await data.ExpectValue(session.Digest, "cart", null);
        }),
        Data("However a session ends, its data ends with it", async (t, data) =>
        {
            (string Name, Func<Session, Task> End)[] ends =
            [
                ("a delete", s => t.Delete(s.Digest)), ("the end of all sessions of the user", _ => t.DeleteUser()), ("the limit", _ => t.Create(t.Fresh(), limit: 1)),
            ];
            foreach ((string name, Func<Session, Task> end) in ends)
            {
                Session session = await t.LoggedIn();
                long version = await data.Put(session.Digest, "cart", "mocha");
                await end(session);
                Expect.Equal(null, await data.Read(session.Digest, "cart"), $"Data after {name}");
                Expect.Equal(Gone, await data.Write(session.Digest, "cart", "late"), $"Write after {name}");
                Expect.Equal(Gone, await data.Write(session.Digest, "cart", "late", DataCondition.Version(version)), $"Conditional write after {name}");
                Expect.Equal(Gone, await data.Remove(session.Digest, "cart"), $"Removal after {name}");
                Expect.Equal(null, (await t.Find(session.Digest)).Session, $"The session after {name} and a late write");
            }
        }),
        Data("A swept session leaves no data behind", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            await data.Put(session.Digest, "cart", "mocha");
            t.Clock.Advance(session.ExpiresAt.AddMilliseconds(1) - t.Clock.GetUtcNow());
            await t.Sweep();
            await data.ExpectValue(session.Digest, "cart", null);
            await t.Create(t.Fresh() with { Digest = session.Digest });
            await data.ExpectValue(session.Digest, "cart", null);
        }),
        Data("A replacement keeps the data and its versions", async (t, data) =>
        {
            Session old = await t.LoggedIn(), next = t.Fresh(), last = t.Fresh();
            long cart = await data.Put(old.Digest, "cart", "mocha"), theme = await data.Put(old.Digest, "theme", "dark");
            await t.Replace(old.Digest, next);
            await data.ExpectValue(next.Digest, "cart", "mocha", cart);
            await data.ExpectValue(next.Digest, "theme", "dark", theme);
            Expect.Equal(null, await data.Read(old.Digest, "cart"), "Data under the old digest");
            Expect.Equal(Gone, await data.Write(old.Digest, "cart", "late"), "Write under the old digest");

            long newer = (await data.Write(next.Digest, "cart", "tea", DataCondition.Version(cart))).Version;
            Expect.That(newer > cart, $"Version {newer} follows {cart} across a replacement.");
            await data.Remove(next.Digest, "cart");
            await t.Replace(next.Digest, last);
            Expect.That(await data.Put(last.Digest, "cart", "cocoa") > newer, "A version was used again after a removal and a replacement.");
        }),
        Data("A replacement that fails moves no data", async (t, data) =>
        {
            Session old = await t.LoggedIn(), taken = await t.LoggedIn();
            await data.Put(old.Digest, "cart", "mocha");
            await data.Put(taken.Digest, "cart", "tea");
            await t.Replace(old.Digest, t.Fresh() with { Digest = taken.Digest });
            await data.ExpectValue(old.Digest, "cart", "mocha");
            await data.ExpectValue(taken.Digest, "cart", "tea");
        }),
        Data("Updates and touches keep the data", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            long version = await data.Put(session.Digest, "cart", "mocha");
            await t.Touch(session.Digest, session.LastSeenAt.AddMinutes(1));
            await t.Update(session);
            await data.ExpectValue(session.Digest, "cart", "mocha", version);
        }),
        Data("A delete racing with data writes ends the session and its data for good", async (t, data) =>
        {
            for (int round = 0; round < 20; round++)
            {
                Session session = await t.LoggedIn();
                int at = round % 8;
                await StoreUnderTest.AtOnce(8, async i =>
                    i == at ? (int)await t.Delete(session.Digest) : (int)(await data.Write(session.Digest, $"key {i}", "late")).Result);
                await t.ExpectEnded(session.Digest, EndReason.LoggedOut);
                for (int i = 0; i < 8; i++)
                {
                    await data.ExpectValue(session.Digest, $"key {i}", null);
                }
            }
        }),
        Data("A replacement racing with data writes loses none that was acknowledged", async (t, data) =>
        {
            for (int round = 0; round < 20; round++)
            {
                Session old = await t.LoggedIn(), next = t.Fresh();
                int at = round % 8;
                int[] answers = await StoreUnderTest.AtOnce(8, async i =>
                    i == at ? (int)await t.Replace(old.Digest, next) : (int)(await data.Write(old.Digest, $"key {i}", "kept")).Result);
                for (int i = 0; i < 8; i++)
                {
                    await data.ExpectValue(next.Digest, $"key {i}", i != at && answers[i] == (int)DataResult.Written ? "kept" : null);
                }
            }
        }),
    ];
}
