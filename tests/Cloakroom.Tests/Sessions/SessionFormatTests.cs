using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Sessions;

public sealed class SessionFormatTests
{
    private static readonly Session Example = new()
    {
        Carrier = Carrier.Token,
        Digest = new SessionDigest([.. Enumerable.Range(0, 32).Select(i => (byte)i)]),
        Handle = new SessionHandle([.. Enumerable.Range(0xa0, 16).Select(i => (byte)i)]),
        LastSeenAt = DateTimeOffset.FromUnixTimeMilliseconds(0x0102030405),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(0x0102030406),
        AuthenticatedAt = DateTimeOffset.FromUnixTimeMilliseconds(0x0102030407),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(0x0102030408),
        IdleTimeout = TimeSpan.FromHours(1),
        Version = 258,
        User = new SessionUser("änn") { Email = "a@b.c", Roles = ["x", "yz"] },
        Device = "PC",
        AuthenticationMethods = ["pwd"],
    };

    // The bytes as the specification beside the code spells them. They must stay readable for ever.
    private const string ExampleBytes =
        "01" + // version
        "02" + // carrier: token
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f" + // digest
        "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf" + // handle
        "0000000102030405" + // last seen
        "0000000102030406" + // created
        "0000000102030407" + // authenticated
        "0000000102030408" + // expires
        "00000e10" + // idle timeout: 3600 s
        "00000102" + // record version
        "0004" + "c3a46e6e" + // user ID
        "0005" + "6140622e63" + // email
        "0002" + "5043" + // device
        "02" + "0001" + "78" + "0002" + "797a" + // roles
        "01" + "0003" + "707764"; // methods

    [Fact]
    public void The_example_is_written_byte_by_byte() => Assert.Equal(ExampleBytes, Convert.ToHexStringLower(SessionFormat.Write(Example)));

    [Fact]
    public void The_example_is_read_back()
    {
        Assert.True(SessionFormat.TryRead(Convert.FromHexString(ExampleBytes), out Session? read));
        Assert.Equal(Example, read);
    }

    [Fact]
    public void A_touch_patches_eight_bytes_in_place()
    {
        byte[] bytes = SessionFormat.Write(Example);
        Session seen = Example with { LastSeenAt = Example.LastSeenAt.AddHours(1) };
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(SessionFormat.LastSeenOffset), seen.LastSeenAt.ToUnixTimeMilliseconds());
        Assert.Equal(SessionFormat.Write(seen), bytes);
    }

    [Fact]
    public void Any_valid_session_comes_back_as_it_was_written() => Prop.ForAll(Arb.From(AnySession.Generator), session =>
        SessionFormat.TryRead(SessionFormat.Write(session), out Session? read) && read == session).Check(Replay.Config(2_000));

    [Fact]
    public void Any_truncation_and_any_further_byte_is_refused() => Prop.ForAll(Arb.From(AnySession.Generator), session =>
    {
        byte[] bytes = SessionFormat.Write(session);
        return Enumerable.Range(0, bytes.Length).All(length => !SessionFormat.TryRead(bytes.AsSpan(0, length), out _))
            && !SessionFormat.TryRead([.. bytes, 0], out _) && !SessionFormat.TryRead([.. bytes, .. bytes], out _);
    }).Check(Replay.Config(50));

    [Fact]
    public void Changed_bytes_never_throw_and_what_is_read_is_written_the_same() => Prop.ForAll(Mutations(), bytes =>
        !SessionFormat.TryRead(bytes, out Session? read) || SessionFormat.Write(read).AsSpan().SequenceEqual(bytes)).Check(Replay.Config(20_000));

    [Fact]
    public void Every_change_of_one_bit_is_refused_or_seen()
    {
        byte[] bytes = SessionFormat.Write(Example);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(!SessionFormat.TryRead(bytes, out Session? read) || read != Example, $"bit {bit}");
            Assert.True(bit / 8 is < 2 or > 33 || !SessionFormat.TryRead(bytes, Example.Digest, out _), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void An_unknown_version_and_no_bytes_are_refused()
    {
        byte[] bytes = SessionFormat.Write(Example);
        for (int version = 0; version < 256; version++)
        {
            bytes[0] = (byte)version;
            Assert.Equal(version == 1, SessionFormat.TryRead(bytes, out _));
        }

        Assert.False(SessionFormat.TryRead([], out _));
    }

    [Fact]
    public void A_record_under_another_digest_is_refused()
    {
        byte[] bytes = SessionFormat.Write(Example);
        Assert.True(SessionFormat.TryRead(bytes, Example.Digest, out Session? own));
        Assert.Equal(Example, own);
        Assert.False(SessionFormat.TryRead(bytes, SessionId.Create().Digest(), out Session? foreign));
        Assert.Null(foreign);
    }

    public static TheoryData<string, Func<Session, Session>> OutOfRange => new()
    {
        { "Carrier", s => s with { Carrier = default } },
        { "Carrier", s => s with { Carrier = (Carrier)4 } },
        { "LastSeenAt", s => s with { LastSeenAt = DateTimeOffset.UnixEpoch.AddMilliseconds(-1) } },
        { "ExpiresAt", s => s with { ExpiresAt = DateTimeOffset.MinValue } },
        { "IdleTimeout", s => s with { IdleTimeout = TimeSpan.Zero } },
        { "IdleTimeout", s => s with { IdleTimeout = TimeSpan.FromSeconds(-1) } },
        { "IdleTimeout", s => s with { IdleTimeout = TimeSpan.FromMilliseconds(1500) } },
        { "IdleTimeout", s => s with { IdleTimeout = TimeSpan.FromSeconds(4294967296) } },
        { "Version", s => s with { Version = 0 } },
        { "Version", s => s with { Version = -1 } },
        { "User.Id", s => s with { User = new SessionUser("") } },
        { "User.Id", s => s with { User = new SessionUser(new string('ä', 128) + "x") } },
        { "User.Email", s => s with { User = s.User with { Email = new string('e', 321) } } },
        { "User.Roles", s => s with { User = s.User with { Roles = [""] } } },
        { "User.Roles", s => s with { User = s.User with { Roles = [new string('r', 257)] } } },
        { "User.Roles", s => s with { User = s.User with { Roles = [.. Enumerable.Repeat("r", 65)] } } },
        { "Device", s => s with { Device = new string('d', 257) } },
        { "AuthenticationMethods", s => s with { AuthenticationMethods = [.. Enumerable.Repeat("m", 17)] } },
        { "AuthenticationMethods", s => s with { AuthenticationMethods = [new string('m', 33)] } },
    };

    [Theory, MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void A_field_out_of_range_is_named(string field, Func<Session, Session> change) =>
        Assert.StartsWith(field + " ", Assert.Throws<ArgumentException>(() => SessionFormat.Write(change(Example))).Message, StringComparison.Ordinal);

    [Fact]
    public void Text_that_is_not_unicode_is_refused() =>
        Assert.ThrowsAny<ArgumentException>(() => SessionFormat.Write(Example with { User = new SessionUser("ann\ud800") }));

    // One to eight bytes of a good record set, moved, dropped or doubled.
    private static Arbitrary<byte[]> Mutations() => Arb.From(
        from session in Gen.Frequency((9, Gen.Constant(Example)), (1, Gen.Elements(AnySession.Generator.Sample(20, new Rnd(1), 10))))
        from changes in Gen.NonEmptyListOf(Gen.Choose(0, int.MaxValue)).Resize(8)
        select changes.Aggregate(SessionFormat.Write(session), Mutate));

    private static byte[] Mutate(byte[] bytes, int change)
    {
        int at = change % (bytes.Length + 1);
        byte value = (byte)(change >> 16);
        return (change >> 28) switch
        {
            0 => [.. bytes[..at], value, .. bytes[at..]],
            1 => [.. bytes[..Math.Max(0, at - 1)], .. bytes[at..]],
            _ => at == bytes.Length ? [.. bytes, value] : [.. bytes[..at], value, .. bytes[(at + 1)..]],
        };
    }
}
