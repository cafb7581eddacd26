using System.Text;

namespace Cloakroom.Tests.Fuzzing;

/// <summary>
/// Makes odd input from good input, repeatably: bits and bytes changed, pieces cut, doubled, moved, put together with others, and words that
/// break parsers put in. Input that a parser has answered in a new way is taken along as a beginning for more.
/// </summary>
internal sealed class ByteMutator
{
    private const int Longest = 16_384, LongestLearnt = 1024, MostSeeds = 400;

    private static readonly byte[][] Everywhere =
    [
        .. new[] { "\0", "\r\n", "\n", "\t", " ", "\u007f", "\"", "\\", "/", "//", "..", "%00", "%2f", "%2e%2e", "%25", "%", ";", ",", "=", ":", "@", "#", "?", "-1", "0", "00", "1e999", "18446744073709551616", "null", "é", "\u202e", "\U0001f36a", "\\ud800" }
            .Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf], [0x7f, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x80, 0, 0, 0, 0, 0, 0, 0],
    ];

    private readonly Numbers _numbers;
    private readonly byte[][] _words;
    private readonly List<byte[]> _seeds;

    public ByteMutator(Numbers numbers, IEnumerable<byte[]> seeds, IEnumerable<byte[]> words) =>
        (_numbers, _seeds, _words) = (numbers, [.. seeds], [.. words, .. Everywhere]);

    public int Seeds => _seeds.Count;

    /// <summary>Takes an input along.</summary>
    public void Learn(byte[] input)
    {
        // Or all would become longer and longer, and fewer.
        if (input.Length > LongestLearnt)
        {
            return;
        }

        if (_seeds.Count < MostSeeds)
        {
            _seeds.Add(input);
        }
        else
        {
            _seeds[_numbers.Below(_seeds.Count)] = input;
        }
    }

    public byte[] Next()
    {
        List<byte> input = [.. Seed()];
        for (int changes = _numbers.Below(6); changes >= 0; changes--)
        {
            Change(input);
        }

        return [.. input.Take(Longest)];
    }

    private void Change(List<byte> input)
    {
        int at = _numbers.Below(input.Count + 1), length = _numbers.Below(Math.Min(input.Count - at, 40) + 1);
        switch (_numbers.Below(10))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << _numbers.Below(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)_numbers.Below(256);
                break;
            case 2:
                input.Insert(at, (byte)_numbers.Below(256));
                break;
            case 3:
                input.RemoveRange(at, length);
                break;
            case 4:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 5:
                byte[] other = Seed();
                input.InsertRange(at, other[_numbers.Below(other.Length + 1)..]);
                break;
            case 6:
                List<byte> moved = input.GetRange(at, length);
                input.RemoveRange(at, length);
                input.InsertRange(_numbers.Below(input.Count + 1), moved);
                break;
            case 7 when length > 0:
                input.InsertRange(at, Enumerable.Repeat(input.GetRange(at, length), 1 + _numbers.Below(50)).SelectMany(p => p).ToList());
                break;
            case 8:
                byte[] word = _words[_numbers.Below(_words.Length)];
                input.RemoveRange(at, Math.Min(word.Length, input.Count - at));
                input.InsertRange(at, word);
                break;
            default:
                input.InsertRange(at, _words[_numbers.Below(_words.Length)]);
                break;
        }
    }

    private byte[] Seed() => _seeds[_numbers.Below(_seeds.Count)];
}
