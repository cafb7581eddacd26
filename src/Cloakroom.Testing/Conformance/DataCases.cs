using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class DataCases
{
    private static readonly string[] Keys =
    [
        "cart", "Cart", "cart ", " cart", "cart\0", "c\u0301", "\u0107", "💚", "'", "\"", "%", "_", "*", "a/b", "a.b", "a:b", "$.a", "{a}", "__proto__", "\n", "0", "00",
        "user", "session", "version",
    ];

    public static IEnumerable<ConformanceCase> All =>
    [
        Data("A value is read as it was written, with its version", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            long version = await data.Put(session.Digest, "cart", "mocha");
            await data.ExpectValue(session.Digest, "cart", "mocha", version);
            await data.ExpectValue(session.Digest, "other", null);
        }),
        Data("A value may be any bytes, and empty is not absent", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            byte[] all = [.. Enumerable.Range(0, 512).Select(i => (byte)i)];
            await data.Write(session.Digest, "bytes", all);
            Expect.That((await data.Read(session.Digest, "bytes"))?.Value.Span.SequenceEqual(all) == true, "The value came back with other bytes.");
            await data.Put(session.Digest, "empty", "");
            await data.ExpectValue(session.Digest, "empty", "");
            Expect.Equal(DataResult.Conflict, (await data.Write(session.Digest, "empty", "x", DataCondition.Absent)).Result, "Write of a new key where an empty value is");
        }),
        Data("The versions of a key grow with every write", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            long last = 0;
            for (int i = 0; i < 5; i++)
            {
                long version = await data.Put(session.Digest, "cart", $"value {i % 2}");
                Expect.That(version > last, $"Version {version} follows {last}.");
                await data.ExpectValue(session.Digest, "cart", $"value {i % 2}", last = version);
            }
        }),
        Data("A removed key is absent, and removing it again is no error", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            await data.Put(session.Digest, "cart", "mocha");
            Expect.Equal(new DataOutcome(DataResult.Written, 0), await data.Remove(session.Digest, "cart"), "Removal of a key");
            await data.ExpectValue(session.Digest, "cart", null);
            Expect.Equal(new DataOutcome(DataResult.Written, 0), await data.Remove(session.Digest, "cart"), "Removal of an absent key");
        }),
        Data("Versions are not used again after a removal", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            var used = new HashSet<long>();
            for (int i = 0; i < 5; i++)
            {
                long version = await data.Put(session.Digest, "cart", "mocha");
                Expect.That(used.Count == 0 || version > used.Max(), $"Version {version} after a removal, when {string.Join(", ", used)} had been used.");
                used.Add(version);
                await data.Remove(session.Digest, "cart");
            }
        }),
        Data("Keys are compared octet by octet", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            foreach (string key in Keys)
            {
                Expect.Equal(DataResult.Written, (await data.Write(session.Digest, key, key, DataCondition.Absent)).Result, $"First write under the key '{key}'");
            }

            foreach (string key in Keys)
            {
                await data.ExpectValue(session.Digest, key, key);
            }

            await data.Remove(session.Digest, Keys[0]);
            await data.ExpectValue(session.Digest, Keys[0], null);
            await data.ExpectValue(session.Digest, Keys[1], Keys[1]);
        }),
        Data("Each session has its own data, also under one user", async (t, data) =>
        {
            Session first = await t.LoggedIn(), second = await t.LoggedIn(), theirs = await t.LoggedIn("ben");
            await data.Put(first.Digest, "cart", "mocha");
            await data.Put(theirs.Digest, "cart", "tea");
            await data.ExpectValue(first.Digest, "cart", "mocha");
            await data.ExpectValue(second.Digest, "cart", null);
            await data.ExpectValue(theirs.Digest, "cart", "tea");
        }),
        Data("The store keeps a copy of the bytes it was given", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            byte[] buffer = "mocha"u8.ToArray();
            await data.Write(session.Digest, "cart", buffer);
            buffer.AsSpan().Clear();
            await data.ExpectValue(session.Digest, "cart", "mocha");
        }),
        Data("Data is not part of the record: writing it is neither a new version nor a use", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            t.Clock.Advance(TimeSpan.FromMinutes(5));
            await data.Put(session.Digest, "cart", "mocha");
            await t.ExpectLive(session);
            Expect.Equal(Applied.Done, await t.Update(session), "Update from the version read before a data write");
        }),
    ];
}
