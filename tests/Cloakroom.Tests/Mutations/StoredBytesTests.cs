using Cloakroom.Keys;
using Cloakroom.Redis;
using Cloakroom.Tests.Sqlite;

namespace Cloakroom.Tests.Mutations;

/// <summary>What lies in stores and files. It carries no seal, since whoever can write there needs none; yet no change of it is an error, or another session.</summary>
public sealed class StoredBytesTests
{
    private static readonly DateTimeOffset Now = new(2030, 5, 17, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_record_is_never_read_as_that_of_another_session_nor_as_it_was()
    {
        Session session = Sample.Login(Now);
        foreach (byte[] bytes in Changed.Bytes(SessionFormat.Write(session)))
        {
            Assert.True(!SessionFormat.TryRead(bytes, session.Digest, out Session? read) || (read.Digest == session.Digest && read != session));
        }
    }

    [Fact]
    public void A_record_of_Redis_is_never_read_as_it_was()
    {
        Session session = Sample.Login(Now);
        byte[] record = [.. PackedRecord.Write(session, 7).SelectMany(p => p.ToArray())];
        Assert.True(PackedRecord.TryRead(record, session.Digest, out Session? whole, out uint mark) && whole == session && mark == 7);
        int inDigest = 0;
        foreach (byte[] bytes in Changed.Bytes(record))
        {
            bool same = PackedRecord.TryRead(bytes, session.Digest, out Session? read, out uint other) && read == session && other == mark;
            // The digest that lies in the record is compared by whoever looks it up.
            bool digest = bytes.Length == record.Length && !PackedRecord.Rest(bytes).SequenceEqual(PackedRecord.Rest(record));
            inDigest += digest ? 1 : 0;
            Assert.True(!same || digest);
        }

        Assert.Equal(16 * 8, inDigest);
    }

    [Fact]
    public void A_tombstone_of_Redis_stays_one_of_this_session_or_is_none()
    {
        Session session = Sample.Login(Now);
        byte[] digest = session.Digest.ToArray(), tombstone = new byte[PackedRecord.TombstoneLength];
        tombstone[1] = (byte)EndReason.LoggedOut;
        digest.AsSpan(DigestParts.TagLength, DigestParts.RestLength).CopyTo(tombstone.AsSpan(2));
        var parts = new DigestParts(new byte[SessionDigest.ByteLength], session.Digest);
        Assert.True(PackedRecord.TryReadTombstone(tombstone, parts, out EndReason why) && why == EndReason.LoggedOut);
        foreach (byte[] bytes in Changed.Bytes(tombstone))
        {
            Assert.False(PackedRecord.TryRead(bytes, session.Digest, out _, out _));
            Assert.True(!PackedRecord.TryReadTombstone(bytes, parts, out _) || bytes.AsSpan(2, DigestParts.RestLength).SequenceEqual(parts.Rest));
        }
    }

    [Fact]
    public void The_journal_tells_nothing_that_was_not_written()
    {
        var all = new PendingRevocation.All("ann", EndReason.LoggedOut, Now) { Except = SessionId.Create().Digest() };
        JournalEntry[] written = [new JournalEntry.Ended(SessionId.Create().Digest(), EndReason.Revoked, Now), new JournalEntry.Waits(all, Now), new JournalEntry.EndedAll(all with { Except = null }, Now)];
        byte[] journal = [.. written.SelectMany(RevocationFormat.Write)];
        foreach (byte[] bytes in Changed.Bytes(journal))
        {
            JournalEntry[] read = [.. RevocationFormat.Read(bytes)];
            Assert.All(read, entry => Assert.Contains(entry, written));
        }
    }

    [Fact]
    public void The_state_of_refresh_tokens_knows_the_token_or_none()
    {
        var token = RefreshToken.Create(SessionId.Create());
        Assert.All(Changed.Bytes(RefreshState.Of(token).Write()), bytes => Assert.False(RefreshState.Read(bytes)?.Current == token.Digest() && RefreshState.Read(bytes)?.Before.Count == 0));
    }

    [Fact]
    public void A_sealed_signing_key_is_read_as_it_is_or_not_at_all()
    {
        var secret = KeySecret.TryRead(Convert.ToBase64String(new byte[32]));
        KeyMaterial kept = KeyEntry.Write(1, SigningKey.Create(Now, Now), secret);
        Assert.NotNull(KeyEntry.Read(kept, secret).Key);
        Assert.Null(KeyEntry.Read(new(kept.Name[..^1] + "2", kept.Bytes), secret).Key);
        Assert.All(Changed.Bytes(kept.Bytes.ToArray()), bytes => Assert.Null(KeyEntry.Read(new(kept.Name, bytes), secret).Key));
    }

    [Fact]
    public void A_signing_key_that_lies_open_is_never_read_as_another()
    {
        SigningKey key = SigningKey.Create(Now, Now);
        KeyMaterial kept = KeyEntry.Write(1, key, secret: null);
        foreach (byte[] bytes in Changed.Bytes(kept.Bytes.ToArray()))
        {
            SigningKey? read = KeyEntry.Read(new(kept.Name, bytes), secret: null).Key;
            Assert.True(read is null || (read.Kid == key.Kid && (read.CreatedAt, read.SignsFrom) != (key.CreatedAt, key.SignsFrom)));
        }
    }
}
