using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class DataConditionCases
{
    private static readonly DataOutcome Conflict = new(DataResult.Conflict, 0);

    public static IEnumerable<ConformanceCase> All =>
    [
        Data("A write on condition that the key is absent succeeds once", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            Expect.Equal(DataResult.Written, (await data.Write(session.Digest, "cart", "mocha", DataCondition.Absent)).Result, "First write of a key");
            Expect.Equal(Conflict, await data.Write(session.Digest, "cart", "tea", DataCondition.Absent), "Second write of a key on condition that it is absent");
            await data.ExpectValue(session.Digest, "cart", "mocha");
            await data.Remove(session.Digest, "cart");
            Expect.Equal(DataResult.Written, (await data.Write(session.Digest, "cart", "tea", DataCondition.Absent)).Result, "Write of a removed key");
        }),
        Data("A write on condition of a version succeeds for that version only", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            long first = await data.Put(session.Digest, "cart", "mocha");
            long second = (await data.Write(session.Digest, "cart", "tea", DataCondition.Version(first))).Version;
            await data.ExpectValue(session.Digest, "cart", "tea", second);
            foreach (long version in (long[])[first, second + 1, long.MaxValue])
            {
                Expect.Equal(Conflict, await data.Write(session.Digest, "cart", "late", DataCondition.Version(version)), $"Write on version {version} of a key at {second}");
            }

            await data.ExpectValue(session.Digest, "cart", "tea", second);
        }),
        Data("A write on condition of a version fails for an absent key", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            Expect.Equal(Conflict, await data.Write(session.Digest, "cart", "x", DataCondition.Version(1)), "Write on a version of a key never written");
            long version = await data.Put(session.Digest, "cart", "mocha");
            await data.Remove(session.Digest, "cart");
            Expect.Equal(Conflict, await data.Write(session.Digest, "cart", "x", DataCondition.Version(version)), "Write on a version of a removed key");
            await data.Put(session.Digest, "cart", "mocha");
            Expect.Equal(Conflict, await data.Write(session.Digest, "cart", "x", DataCondition.Version(version)), "Write on a version from before a removal");
            await data.ExpectValue(session.Digest, "cart", "mocha");
        }),
        Data("A removal on condition of a version succeeds for that version only", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            long version = await data.Put(session.Digest, "cart", "mocha");
            Expect.Equal(Conflict, await data.Remove(session.Digest, "cart", DataCondition.Version(version + 1)), "Removal on another version");
            Expect.Equal(Conflict, await data.Remove(session.Digest, "cart", DataCondition.Absent), "Removal of a present key on condition that it is absent");
            await data.ExpectValue(session.Digest, "cart", "mocha", version);
            Expect.Equal(new DataOutcome(DataResult.Written, 0), await data.Remove(session.Digest, "cart", DataCondition.Version(version)), "Removal on its version");
            await data.ExpectValue(session.Digest, "cart", null);
            Expect.Equal(Conflict, await data.Remove(session.Digest, "cart", DataCondition.Version(version)), "Removal of an absent key on a version");
        }),
        Data("Of parallel writes on one version exactly one is stored", async (t, data) =>
        {
            for (int round = 0; round < 10; round++)
            {
                Session session = await t.LoggedIn();
                long version = await data.Put(session.Digest, "cart", "mocha");
                DataOutcome[] outcomes = await StoreUnderTest.AtOnce(20, i => data.Write(session.Digest, "cart", $"{i}", DataCondition.Version(version)));
                DataResult[] answers = [.. outcomes.Select(o => o.Result)];
                Expect.Count(1, DataResult.Written, answers, "Parallel writes on one version");
                Expect.Count(19, DataResult.Conflict, answers, "Parallel writes on one version");
                int winner = Array.IndexOf(answers, DataResult.Written);
                await data.ExpectValue(session.Digest, "cart", $"{winner}", outcomes[winner].Version);
            }
        }),
        Data("Of parallel writes of a new key exactly one is stored", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            DataOutcome[] outcomes = await StoreUnderTest.AtOnce(20, i => data.Write(session.Digest, "cart", $"{i}", DataCondition.Absent));
            Expect.Count(1, DataResult.Written, [.. outcomes.Select(o => o.Result)], "Parallel writes of a new key");
        }),
        Data("Parallel writes without a condition all get versions of their own", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            DataOutcome[] outcomes = await StoreUnderTest.AtOnce(20, i => data.Write(session.Digest, "cart", $"{i}"));
            Expect.Equal(20, outcomes.Select(o => o.Version).Distinct().Count(), "Different versions of 20 writes");
            int last = Array.IndexOf(outcomes, outcomes.MaxBy(o => o.Version));
            await data.ExpectValue(session.Digest, "cart", $"{last}", outcomes[last].Version);
        }),
    ];
}
