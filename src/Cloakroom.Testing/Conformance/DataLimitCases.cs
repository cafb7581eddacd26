using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class DataLimitCases
{
    private static readonly DataOutcome TooLarge = new(DataResult.TooLarge, 0);

    public static IEnumerable<ConformanceCase> All =>
    [
        Data("A session holds exactly 64 KiB of data, keys included", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            byte[] most = new byte[ISessionDataStore.MaxBytes - 4];
            Expect.Equal(TooLarge, await data.Write(session.Digest, "cart", new byte[most.Length + 1]), "Write of one byte too many");
            await data.ExpectValue(session.Digest, "cart", null);
            Expect.Equal(DataResult.Written, (await data.Write(session.Digest, "cart", most)).Result, "Write of 64 KiB");
            Expect.Equal(most.Length, (await data.Read(session.Digest, "cart"))?.Value.Length, "Length of the value");
            Expect.Equal(TooLarge, await data.Write(session.Digest, "x", ""), "Write of a key of one byte when all is used");
        }),
        Data("The limit counts all keys of a session together, in octets", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            byte[] part = new byte[(ISessionDataStore.MaxBytes / 16) - 4];
            for (int i = 0; i < 16; i++)
            {
                // Three characters, four octets.
                Expect.Equal(DataResult.Written, (await data.Write(session.Digest, $"é{i:00}", part)).Result, $"Write of part {i + 1} of 16");
            }

            Expect.Equal(TooLarge, await data.Write(session.Digest, "x", ""), "Write when 16 parts of 4 KiB are stored");
        }),
        Data("A write that is too large changes nothing", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            long version = await data.Put(session.Digest, "cart", "mocha");
            Expect.Equal(TooLarge, await data.Write(session.Digest, "cart", new byte[ISessionDataStore.MaxBytes]), "Write that is too large");
            await data.ExpectValue(session.Digest, "cart", "mocha", version);
        }),
        Data("Overwriting and removing make room again", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            byte[] most = new byte[ISessionDataStore.MaxBytes - 4];
            await data.Write(session.Digest, "cart", most);
            Expect.Equal(DataResult.Written, (await data.Write(session.Digest, "cart", most)).Result, "The same size again");
            await data.Put(session.Digest, "cart", "mocha");
            Expect.Equal(DataResult.Written, (await data.Write(session.Digest, "more", new byte[60_000])).Result, "Write after a smaller value");
            await data.Remove(session.Digest, "cart");
            await data.Remove(session.Digest, "more");
            Expect.Equal(DataResult.Written, (await data.Write(session.Digest, "tart", most)).Result, "Write of 64 KiB after all was removed");
        }),
        Data("Removing works when all room is used", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            await data.Write(session.Digest, "cart", new byte[ISessionDataStore.MaxBytes - 4]);
            Expect.Equal(DataResult.Written, (await data.Remove(session.Digest, "cart")).Result, "Removal at the limit");
        }),
        Data("The limit is each session's own", async (t, data) =>
        {
            foreach (Session session in await t.LoggedIn(2))
            {
                Expect.Equal(DataResult.Written, (await data.Write(session.Digest, "cart", new byte[60_000])).Result, "Write of 60,000 bytes");
            }
        }),
        Data("Room that was used goes along with a replacement", async (t, data) =>
        {
            Session old = await t.LoggedIn(), next = t.Fresh();
            await data.Write(old.Digest, "cart", new byte[60_000]);
            await t.Replace(old.Digest, next);
            Expect.Equal(TooLarge, await data.Write(next.Digest, "more", new byte[6_000]), "Write over the limit after a replacement");
        }),
        Data("Parallel writes never exceed the limit together", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            DataOutcome[] outcomes = await StoreUnderTest.AtOnce(16, i => data.Write(session.Digest, $"{i:00}", new byte[10_000]));
            Expect.Count(6, DataResult.Written, [.. outcomes.Select(o => o.Result)], "Parallel writes of 10,000 bytes each");
        }),
        Data("A key has 1 to 128 octets; any other is refused with ArgumentException", async (t, data) =>
        {
            Session session = await t.LoggedIn();
            foreach (string key in (string[])["k", new('k', 128), string.Concat(Enumerable.Repeat("💚", 32))])
            {
                await data.Put(session.Digest, key, "kept");
                await data.ExpectValue(session.Digest, key, "kept");
            }

            foreach (string key in (string[])["", new('k', 129), string.Concat(Enumerable.Repeat("💚", 33)), "\ud800"])
            {
                try
                {
                    DataOutcome outcome = await data.Write(session.Digest, key, "x");
                    throw new ConformanceException($"A key of {key.Length} characters was answered with {outcome}.");
                }
                catch (ArgumentException)
                {
                    // As it should be.
                }
            }
        }),
    ];
}
