using System.Buffers.Text;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Sessions;

public sealed class SessionIdTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    [Fact]
    public void An_id_is_43_letters_for_256_bits_and_reads_back()
    {
        for (int i = 0; i < 1000; i++)
        {
            var id = SessionId.Create();
            string text = id.Reveal();
            Assert.Equal(SessionId.EncodedLength, text.Length);
            Assert.True(text.All(Letters.Contains), text);
            Assert.Equal(SessionId.ByteLength, Base64Url.DecodeFromChars(text).Length);
            Assert.True(SessionId.TryParse(text, out SessionId read));
            Assert.Equal(text, read.Reveal());
            Assert.Equal(id.Digest(), read.Digest());
        }
    }

    [Fact]
    public void Every_change_of_one_character_is_refused_or_names_another_session()
    {
        string text = SessionId.Create().Reveal();
        SessionDigest digest = Digest(text);
        for (int at = 0; at < text.Length; at++)
        {
            for (int c = 0; c < 0x180; c++)
            {
                string changed = $"{text[..at]}{(char)c}{text[(at + 1)..]}";
                if (changed != text && SessionId.TryParse(changed, out SessionId other))
                {
                    Assert.Contains((char)c, Letters);
                    Assert.NotEqual(digest, other.Digest());
                    Assert.Equal(changed, other.Reveal());
                }
            }
        }
    }

    [Fact]
    public void Of_the_64_last_letters_only_16_are_accepted()
    {
        string start = SessionId.Create().Reveal()[..^1];
        char[] accepted = [.. Letters.Where(c => SessionId.TryParse(start + c, out _))];
        Assert.Equal(16, accepted.Length);
        Assert.Equal(16, accepted.Select(c => Digest(start + c)).Distinct().Count());
    }

    [Fact]
    public void Truncation_padding_white_space_and_other_alphabets_are_refused()
    {
        string text = SessionId.Create().Reveal();
        string[] others =
        [
            .. Enumerable.Range(0, text.Length).Select(length => text[..length]), text + "A", text + "=", text + "==", text[..^1] + "=", "=" + text[1..],
            " " + text, text + " ", text[..^1] + " ", text + "\n", "\t" + text[1..], $"{text[..20]} {text[20..]}", $"{text[..20]}\r\n{text[20..]}",
            $"\"{text}\"", text + text, text + "%3D", new string('+', 43), new string('/', 43), new string('%', 43), new string('\0', 43), new string('=', 43),
        ];
        Assert.All(others, other => Assert.False(SessionId.TryParse(other, out _), other));
        Assert.False(SessionId.TryParse(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), out _));
        Assert.False(SessionId.TryParse(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), out _));
        Assert.False(SessionId.TryParse(Guid.Empty.ToString(), out _));
    }

    [Fact]
    public void Another_case_is_another_id()
    {
        string text = SessionId.Create().Reveal();
        foreach (string other in (string[])[text.ToLowerInvariant(), text.ToUpperInvariant()])
        {
            Assert.True(!SessionId.TryParse(other, out SessionId id) || id.Digest() != Digest(text));
        }
    }

    [Fact]
    public void Whatever_text_is_shown_there_is_one_canonical_form_or_none() => Prop.ForAll(Texts(), text =>
        !SessionId.TryParse(text, out SessionId id) || id.Reveal() == text).Check(Replay.Config(10_000));

    [Fact]
    public void A_hundred_thousand_ids_have_no_duplicate_and_no_constant_bit()
    {
        const int count = 100_000;
        var seen = new HashSet<string>(count, StringComparer.Ordinal);
        int[] ones = new int[256];
        for (int i = 0; i < count; i++)
        {
            string text = SessionId.Create().Reveal();
            Assert.True(seen.Add(text));
            byte[] bytes = Base64Url.DecodeFromChars(text);
            for (int bit = 0; bit < 256; bit++)
            {
                ones[bit] += (bytes[bit / 8] >> (bit % 8)) & 1;
            }
        }

        // Seven standard deviations: by chance not once in a hundred billion runs.
        Assert.All(ones, n => Assert.InRange(n, (count / 2) - 1107, (count / 2) + 1107));
    }

    [Fact]
    public void The_digest_is_the_sha_256_of_the_secret()
    {
        Assert.True(SessionId.TryParse(new string('A', 43), out SessionId zero));
        Assert.Equal("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925", Convert.ToHexStringLower(zero.Digest().ToArray()));
    }

    [Fact]
    public void Where_a_store_places_sessions_the_digest_ends_with_the_route_and_a_changed_route_is_another_session()
    {
        Assert.True(SessionId.TryParse(new string('A', 43), out SessionId zero));
        Assert.True(SessionId.TryParse(new string('A', 42) + "E", out SessionId routed));
        Assert.Equal("9d908ecfb6b256def8b49a7c504e6c889c4b0e41fe6ce3e00000000000000000", Convert.ToHexStringLower(zero.PlacedDigest().ToArray()));
        Assert.Equal("9d908ecfb6b256def8b49a7c504e6c889c4b0e41fe6ce3e00000000000000001", Convert.ToHexStringLower(routed.PlacedDigest().ToArray()));
    }

    [Fact]
    public void Nothing_but_Reveal_shows_the_secret()
    {
        var id = SessionId.Create();
        string text = id.Reveal(), bytes = Convert.ToHexStringLower(Base64Url.DecodeFromChars(text));
        foreach (string shown in (string[])[id.ToString(), $"{id}", $"{id.Digest()}", string.Format("{0}", id), System.Text.Json.JsonSerializer.Serialize(id)])
        {
            Assert.DoesNotContain(text, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(text[..8], shown, StringComparison.Ordinal);
            Assert.DoesNotContain(bytes[..8], shown, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static SessionDigest Digest(string text) => SessionId.TryParse(text, out SessionId id) ? id.Digest() : throw new FormatException(text);

    // Mostly almost right: of the right letters and about the right length.
    private static Arbitrary<string> Texts() => Arb.From(Gen.Frequency(
        (6, Gen.Elements(Letters.ToCharArray()).ArrayOf(43).Select(c => new string(c))),
        (2, Gen.Choose(41, 45).SelectMany(n => Gen.Elements((Letters + "+/=% \t").ToCharArray()).ArrayOf(n)).Select(c => new string(c))),
        (2, Gen.Choose(0, 0xffff).Select(c => (char)c).ArrayOf(43).Select(c => new string(c)))));
}
