using System.Text;

namespace Cloakroom.Tests.Cookies.Jar.Fuzz;

/// <summary>Makes odd Set-Cookie lines from good ones: bytes flipped, pieces cut, doubled, swapped with other lines, hostile words put in.</summary>
internal sealed class LineMutator(Numbers numbers, IReadOnlyList<byte[]> seeds)
{
    private const int Longest = 20_000;

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            ";", "=", " ", "\t", "\0", "\r\n", "\u007f", ",", "\"", ".", "..", "/", "%2e", "%00", "__Host-", "__Secure-", "__Http-", "__host-", "; Secure", "; HttpOnly", "; Path=/", "; Path=",
            "; Domain=", "; Domain=.", "; Domain=co.uk", "; Domain=www.app.example", "; Domain=..app.example", "; Domain=app.example.", "; Domain=xn--", "; Domain=[::1]", "; Domain=1.2.3.4", "; SameSite=None",
            "; SameSite=Strict", "; SameSite", "; Partitioned", "; Max-Age=0", "; Max-Age=-", "; Max-Age=99999999999999999999", "; Expires=", "; Expires=31 Feb 2026 00:00:00", "; Expires=1 Jan 9999 23:59:59",
            "; Expires=1:1:1:1:1", "Jan", "2026", "00:00:00", "é", "\u00ad", "\u3002", "\U0001f36a",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], Repeated("a", 300), Repeated("; ", 300), Repeated("a.", 300), Repeated("=", 300), Repeated("x", 5000),
    ];

    public byte[] Next()
    {
        List<byte> line = [.. Seed()];
        for (int changes = numbers.Below(6); changes >= 0; changes--)
        {
            Change(line);
        }

        return [.. line.Take(Longest)];
    }

    private void Change(List<byte> line)
    {
        int at = numbers.Below(line.Count + 1), length = numbers.Below(Math.Min(line.Count - at, 40) + 1);
        switch (numbers.Below(7))
        {
            case 0 when at < line.Count:
                line[at] ^= (byte)(1 << numbers.Below(8));
                break;
            case 1:
                line.Insert(at, (byte)numbers.Below(256));
                break;
            case 2:
                line.RemoveRange(at, length);
                break;
            case 3:
                line.InsertRange(at, line.GetRange(at, length));
                break;
            case 4:
                byte[] other = Seed();
                line.InsertRange(at, other[numbers.Below(other.Length + 1)..]);
                break;
            default:
                line.InsertRange(at, Words[numbers.Below(Words.Length)]);
                break;
        }
    }

    private byte[] Seed() => seeds[numbers.Below(seeds.Count)];

    private static byte[] Repeated(string text, int times) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, times)));
}
