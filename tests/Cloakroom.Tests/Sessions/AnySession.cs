using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Sessions;

/// <summary>Every session that a record can hold: any Unicode, any times, any sizes up to the limits.</summary>
internal static class AnySession
{
    public static Gen<Session> Generator { get; } =
        from bytes in Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i), 48)
        from times in Gen.ArrayOf(Gen.Choose(0, int.MaxValue).Select(i => DateTimeOffset.FromUnixTimeMilliseconds(i * 117_000L)), 4)
        from numbers in Gen.ArrayOf(Gen.Choose(1, int.MaxValue), 2)
        from carrier in Gen.Elements(Enum.GetValues<Carrier>())
        from id in Text(1, 256)
        from email in Text(1, 320).OrNull()
        from device in Text(0, 256)
        from roles in List(64, 256)
        from methods in List(16, 32)
        select new Session
        {
            Digest = new SessionDigest(bytes.AsSpan(0, 32)),
            Handle = new SessionHandle(bytes.AsSpan(32)),
            Carrier = carrier,
            LastSeenAt = times[0],
            CreatedAt = times[1],
            AuthenticatedAt = times[2],
            ExpiresAt = times[3],
            IdleTimeout = TimeSpan.FromSeconds(numbers[0]),
            Version = numbers[1],
            User = new SessionUser(id) { Email = email, Roles = roles },
            Device = device,
            AuthenticationMethods = methods,
        };

    private static Gen<ImmutableArray<string>> List(int most, int length) =>
        Gen.Choose(0, 4).SelectMany(pick => Gen.ArrayOf(Text(1, length), pick == 4 ? most : pick)).Select(items => items.ToImmutableArray());

    // Any Unicode, cut to the number of bytes that fit.
    private static Gen<string> Text(int least, int most) =>
        from length in Gen.Frequency((4, Gen.Choose(least, Math.Min(most, 12))), (1, Gen.Constant(most)))
        from runes in Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, 0x7f), Gen.Choose(0x80, 0xd7ff), Gen.Choose(0xe000, 0x10ffff)), length)
        select Cut(string.Concat(runes.Select(r => new Rune(r).ToString())), most);

    private static string Cut(string text, int most)
    {
        while (Encoding.UTF8.GetByteCount(text) > most)
        {
            text = text[..^(char.IsLowSurrogate(text[^1]) ? 2 : 1)];
        }

        return text;
    }
}
