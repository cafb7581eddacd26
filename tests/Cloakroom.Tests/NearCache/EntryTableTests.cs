namespace Cloakroom.Tests;

public sealed class EntryTableTests
{
    // Few different hashes, the last of them at the end of the table: long runs that wrap around.
    private static Fingerprint Crowded(ulong number) => new((number % 7) * 0x2492_4924_9249_2492, number);

    private static CachedSession Entry(Fingerprint fingerprint, Ticket ticket) => new(fingerprint, new Decision.Valid(ticket.Record()), 100);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_finds_what_was_added_and_not_removed(ulong seed)
    {
        var numbers = new Numbers(seed);
        CachedSession[] entries = [.. Enumerable.Range(0, 120).Select(i => Entry(Crowded((ulong)i), Ticket.New()))];
        var byFingerprint = new EntryTable<Fingerprint>();
        var byDigest = new EntryTable<DigestKey>();
        HashSet<CachedSession> present = [];
        for (int step = 0; step < 3000; step++)
        {
            CachedSession entry = entries[numbers.Below(entries.Length)];
            if (present.Add(entry))
            {
                byFingerprint.Add(entry);
                byDigest.Add(entry);
            }
            else
            {
                present.Remove(entry);
                byFingerprint.Remove(entry);
                byDigest.Remove(entry);
                byFingerprint.Remove(entry);
            }

            CachedSession asked = entries[step % entries.Length];
            Assert.Same(present.Contains(asked) ? asked : null, byFingerprint.Find(asked.Fingerprint));
            Assert.Same(present.Contains(asked) ? asked : null, byDigest.Find(new DigestKey(asked.Valid.Session.Digest)));
        }

        byFingerprint.Clear();
        Assert.All(entries, entry => Assert.Null(byFingerprint.Find(entry.Fingerprint)));
    }

    [Fact]
    public async Task A_reader_beside_a_writer_gets_the_entry_of_its_key_or_none()
    {
        CachedSession[] entries = [.. Enumerable.Range(0, 60).Select(i => Entry(Crowded((ulong)i), Ticket.New()))];
        var table = new EntryTable<Fingerprint>();
        foreach (CachedSession entry in entries[..30])
        {
            table.Add(entry);
        }

        Task<int[]> readers = Task.WhenAll(Enumerable.Range(1, 2).Select(seed => Task.Run(() => Read((ulong)seed))));
        var numbers = new Numbers(3);
        while (!readers.IsCompleted)
        {
            // Of each pair one is in the table, so that entries behind it move all the time.
            int pair = numbers.Below(30);
            bool firstIn = table.Find(entries[pair].Fingerprint) is not null;
            table.Remove(entries[firstIn ? pair : pair + 30]);
            table.Add(entries[firstIn ? pair + 30 : pair]);
        }

        Assert.All(await readers, found => Assert.NotEqual(0, found));

        int Read(ulong seed)
        {
            var lookups = new Numbers(seed);
            int found = 0;
            for (int lookup = 0; lookup < 200_000; lookup++)
            {
                CachedSession asked = entries[lookups.Below(entries.Length)];
                CachedSession? answer = table.Find(asked.Fingerprint);
                Assert.True(answer is null || ReferenceEquals(answer, asked), "An entry answered for another.");
                found += answer is null ? 0 : 1;
            }

            return found;
        }
    }
}
