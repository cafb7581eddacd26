using Cloakroom.Redis;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Redis;

public sealed class PackedRecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("42")]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [InlineData("3F2504E0-4F89-11D3-9A0C-0305E82C3301")]
    [InlineData("3f2504e04f8911d39a0c0305e82c3301")]
    [InlineData("žluťoučký")]
    public void A_record_is_read_as_it_was_written(string user)
    {
        Session session = Sqlite.Sample.Login(Now, user) with { Version = 7, Carrier = Carrier.Token, AuthenticatedAt = Now.AddDays(-3), AuthenticationMethods = ["pwd", "otp"] };
        List<ReadOnlyMemory<byte>> pieces = PackedRecord.Write(session, 99);
        Assert.All(pieces, p => Assert.InRange(p.Length, 1, PackedRecord.PieceLength));
        Assert.True(PackedRecord.TryRead(Join(pieces), session.Digest, out Session? read, out uint mark));
        Assert.Equal(session, read);
        Assert.Equal(99u, mark);
    }

    [Fact]
    public void A_usual_record_takes_two_pieces_also_for_a_user_named_by_a_GUID()
    {
        Session session = Sqlite.Sample.Login(Now, "3f2504e0-4f89-11d3-9a0c-0305e82c3301");
        Assert.Equal(2, PackedRecord.Write(session, 1).Count);
    }

    [Fact]
    public void Words_and_texts_that_look_like_them_come_back()
    {
        Session session = Sqlite.Sample.Login(Now, "pwd") with { AuthenticationMethods = ["pwd", "PWD", "otp", "face", "x"], Device = "admin" };
        Assert.True(PackedRecord.TryRead(Join(PackedRecord.Write(session, 1)), session.Digest, out Session? read, out _));
        Assert.Equal(session, read);
    }

    [Fact]
    public void A_long_record_is_one_piece()
    {
        Session session = Sqlite.Sample.Login(Now) with { Device = new string('d', 256) };
        ReadOnlyMemory<byte> only = Assert.Single(PackedRecord.Write(session, 1));
        Assert.True(PackedRecord.TryRead(only.Span, session.Digest, out Session? read, out _));
        Assert.Equal(session, read);
    }

    [Fact]
    public void Every_shorter_and_longer_record_is_refused()
    {
        Session session = Sqlite.Sample.Login(Now);
        byte[] record = Join(PackedRecord.Write(session, 1));
        for (int length = 0; length < record.Length; length++)
        {
            Assert.False(PackedRecord.TryRead(record.AsSpan(0, length), session.Digest, out _, out _));
        }

        Assert.False(PackedRecord.TryRead([.. record, 0], session.Digest, out _, out _));
    }

    [Fact]
    public void No_bytes_make_reading_fail()
    {
        byte[] record = Join(PackedRecord.Write(Sqlite.Sample.Login(Now), 1));
        Prop.ForAll(Gen.Choose(0, record.Length - 1).Zip(Gen.Choose(0, 255)).ArrayOf(3).ToArbitrary(), changes =>
        {
            byte[] changed = [.. record];
            foreach ((int at, int value) in changes)
            {
                changed[at] = (byte)value;
            }

            SessionDigest digest = SessionId.Create().Digest();
            Assert.True(!PackedRecord.TryRead(changed, digest, out Session? session, out _) || session?.Digest == digest);
        }).Check(Replay.Config(2_000));
    }

    private static byte[] Join(IEnumerable<ReadOnlyMemory<byte>> pieces) => [.. pieces.SelectMany(p => p.ToArray())];
}
