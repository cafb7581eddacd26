namespace Cloakroom.Tests.Sessions.Revocations;

public sealed class RevocationFormatTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);

    [Fact]
    public void Every_entry_reads_as_it_was_written()
    {
        JournalEntry[] all = [.. Entries(new string('ü', 128))];
        JournalEntry[] read = [.. RevocationFormat.Read(Journal(all))];

        Assert.Equal(all, read);
        Assert.Equal(all.OfType<JournalEntry.Waits>().Select(w => Except(w.What)), read.OfType<JournalEntry.Waits>().Select(w => Except(w.What)));
    }

    [Fact]
    public void Cut_at_any_byte_what_was_whole_before_is_read_and_nothing_else()
    {
        JournalEntry[] all = [.. Entries("ada")];
        byte[] journal = Journal(all);
        int[] ends = [.. all.Select((_, i) => Journal(all[..(i + 1)]).Length)];
        for (int cut = 0; cut <= journal.Length; cut++)
        {
            byte[] torn = new byte[journal.Length];
            journal.AsSpan(0, cut).CopyTo(torn);

            // What is missing may be zeros that are there anyway.
            int whole = ends.Count(e => e <= cut || journal.AsSpan(cut, e - cut).IndexOfAnyExcept((byte)0) < 0);
            Assert.Equal(all[..whole], RevocationFormat.Read(torn));
        }
    }

    [Fact]
    public void A_bit_that_fell_over_costs_one_entry()
    {
        JournalEntry[] all = [.. Entries("ada")];
        byte[] journal = Journal(all);
        for (int bit = 0; bit < journal.Length * 8; bit += 5)
        {
            byte[] broken = [.. journal];
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(all.Length - 1, RevocationFormat.Read(broken).Count());
        }
    }

    private static IEnumerable<JournalEntry> Entries(string user)
    {
        SessionDigest a = SessionId.Create().Digest(), b = SessionId.Create().Digest(), c = SessionId.Create().Digest();
        yield return new JournalEntry.Ended(a, EndReason.UserDisabled, Time);
        yield return new JournalEntry.Waits(new PendingRevocation.One(b, EndReason.LoggedOut), Time);
        var all = new PendingRevocation.All(user, EndReason.Revoked, Time) { Except = c };
        yield return new JournalEntry.Waits(all, Time);
        yield return new JournalEntry.Waits(new PendingRevocation.All("", EndReason.Revoked, Time), Time);
        yield return new JournalEntry.EndedAll(new PendingRevocation.All("b", EndReason.Revoked, Time) { Except = c }, Time);
        yield return new JournalEntry.Waits(new PendingRevocation.AllLike(c, EndReason.LoggedOut, Time), Time);
        yield return new JournalEntry.Settled(RevocationFormat.KeyOf(all));
        yield return new JournalEntry.Settled(RevocationFormat.KeyOf(new PendingRevocation.One(b, EndReason.LoggedOut)));
    }

    private static byte[] Journal(IEnumerable<JournalEntry> entries) => [.. entries.SelectMany(RevocationFormat.Write)];

    private static SessionDigest? Except(PendingRevocation what) => (what as PendingRevocation.All)?.Except;
}
