using System.Buffers;
using System.Text;
using Cloakroom.Redis;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Redis;

public sealed class FrameScannerTests
{
    public static TheoryData<string> Whole =>
    [
        "+OK\r\n", "-ERR no\r\n", ":0\r\n", ":-12\r\n", "$0\r\n\r\n", "$3\r\na\rb\r\n", "$-1\r\n", "*-1\r\n", "_\r\n", "#t\r\n", "#f\r\n", ",1.5\r\n", ",inf\r\n",
        "(12345678901234567890\r\n", "=5\r\ntxt:x\r\n", "!3\r\nERR\r\n", "*0\r\n", "*2\r\n$1\r\na\r\n:1\r\n", "%1\r\n+a\r\n*1\r\n_\r\n", "~1\r\n:1\r\n",
        "*2\r\n*2\r\n:1\r\n:2\r\n*0\r\n", ">2\r\n+invalidate\r\n_\r\n", "%0\r\n",
    ];

    public static TheoryData<string> Broken =>
    [
        "\r\n", "x\r\n", "hello\r\n", "HTTP/1.1 200 OK\r\n", ":\r\n", ":a\r\n", ":1 \r\n", "$\r\n", "$a\r\n", "$-2\r\n", "$1\r\nab\r\n", "$99999999999\r\n", "$?\r\n",
        "*a\r\n", "*-2\r\n", "*99999999\r\n", "_x\r\n", "#x\r\n", "#\r\n", ",\r\n", "|1\r\n+a\r\n+b\r\n:1\r\n", "*1\r\n>1\r\n:1\r\n", ">0\r\n", "%-1\r\n",
        "!-1\r\n", ":111111111111111111111111111111111\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n", "$1\r\na\n\r", "G",
    ];

    [Theory, MemberData(nameof(Whole))]
    public void A_reply_is_found_wherever_it_is_cut(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text + "+next\r\n");
        int length = bytes.Length - 7;
        for (int cut = 0; cut <= length; cut++)
        {
            var scanner = new FrameScanner(RespLimits.Default);
            if (cut < length)
            {
                Assert.Equal(Scan.Partial, scanner.Look(Pieces(bytes.AsMemory(0, cut))));
            }

            Assert.Equal(Scan.Whole, scanner.Look(Pieces(bytes.AsMemory(0, cut), bytes.AsMemory(cut))));
            Assert.Equal(length, scanner.Length);
            Assert.Equal(text[0] == '>', scanner.IsPush);
        }
    }

    [Theory, MemberData(nameof(Broken))]
    public void What_is_no_reply_is_told_at_once_and_byte_by_byte(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(Scan.Malformed, new FrameScanner(RespLimits.Default).Look(Pieces(bytes)));
        var scanner = new FrameScanner(RespLimits.Default);
        Scan scan = Scan.Partial;
        for (int length = 1; scan == Scan.Partial && length <= bytes.Length; length++)
        {
            scan = scanner.Look(Pieces(bytes.AsMemory(0, length)));
        }

        Assert.Equal(Scan.Malformed, scan);
    }

    [Fact]
    public void A_line_without_end_is_refused() =>
        Assert.Equal(Scan.Malformed, new FrameScanner(RespLimits.Default).Look(Pieces(Encoding.UTF8.GetBytes("+" + new string('a', 5000)))));

    [Fact]
    public void A_reply_beyond_the_limit_is_refused_before_it_has_come()
    {
        var small = RespLimits.Default with { ReplyBytes = 100 };
        Assert.Equal(Scan.Malformed, new FrameScanner(small).Look(Pieces("$101\r\n"u8.ToArray())));
        Assert.Equal(Scan.Malformed, new FrameScanner(small).Look(Pieces("*40\r\n"u8.ToArray())));
        Assert.Equal(Scan.Partial, new FrameScanner(small).Look(Pieces("$60\r\n"u8.ToArray())));
    }

    [Fact]
    public void Any_value_survives_any_cutting()
    {
        Arbitrary<(string, int[])> cases = Value(3).Zip(Gen.Choose(1, 7).ArrayOf(5), (text, steps) => (text, steps)).ToArbitrary();
        Prop.ForAll(cases, sample =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(sample.Item1);
            var scanner = new FrameScanner(RespLimits.Default);
            int step = 0;
            for (int have = 0; have < bytes.Length; have += sample.Item2[step++ % sample.Item2.Length])
            {
                Assert.Equal(Scan.Partial, scanner.Look(Pieces(bytes.AsMemory(0, have))));
            }

            Assert.Equal(Scan.Whole, scanner.Look(Pieces(bytes)));
            Assert.Equal(bytes.Length, scanner.Length);
        }).Check(Replay.Config(500));
    }

    [Fact]
    public void Any_bytes_at_all_end_in_an_answer() => Prop.ForAll<byte[]>(bytes =>
    {
        var scanner = new FrameScanner(RespLimits.Default with { ReplyBytes = 1000 });
        Scan scan = scanner.Look(Pieces(new ReadOnlyMemory<byte>([.. "*"u8, .. bytes ?? []])));
        Assert.True(scan != Scan.Whole || scanner.Length <= (bytes?.Length ?? 0) + 1);
    }).Check(Replay.Config(2_000));

    private static Gen<string> Value(int depth)
    {
        Gen<string> simple = Gen.OneOf(
            Gen.Choose(-1000, 1000).Select(n => $":{n}\r\n"),
            Gen.Elements("", "a", "\r\n", "$1\r\n", "long enough to be cut somewhere").Select(s => $"${s.Length}\r\n{s}\r\n"),
            Gen.Elements("_\r\n", "#t\r\n", "+OK\r\n", "-ERR x\r\n", "$-1\r\n"));
        return depth == 0 ? simple : Gen.OneOf(
            simple, Gen.Choose(0, 4).SelectMany(n => Value(depth - 1).ArrayOf(n)).Select(v => $"*{v.Length}\r\n{string.Concat(v)}"));
    }

    private static ReadOnlySequence<byte> Pieces(params ReadOnlyMemory<byte>[] pieces)
    {
        var first = new Piece(pieces[0], null);
        Piece last = pieces[1..].Aggregate(first, (before, bytes) => new Piece(bytes, before));
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
