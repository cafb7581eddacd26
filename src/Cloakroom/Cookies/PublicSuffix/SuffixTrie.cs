using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Cloakroom.Cookies;

/// <summary>
/// The list as it is kept and asked: a trie of labels from the last to the first, in the order of levels, used where it lies. All numbers
/// are little-endian:
/// <code>
///  0  "PSL"               3 bytes
///  3  version             1 byte, 1
///  4  E, length of the edition's name in bytes      4 bytes
///  8  N, number of nodes, one more than there are   4 bytes
/// 12  P, length of the pool of labels in bytes      4 bytes
/// 16  edition             E bytes, UTF-8
///     nodes               6 bytes each; the first is the root, the last only ends the children of the one before
///       0  bits 0-5 length of the label, bits 6-10 flags, bits 11-31 its place in the pool
///       4  number of its first child, bits 0-15. The children of a node end where those of the next begin, and are in ordinal order
///     labels              P bytes, ASCII, each text once
/// </code>
/// </summary>
internal sealed class SuffixTrie
{
    public const int MaxLabel = 63;
    public const int HeaderSize = 16;
    public const int NodeSize = 6;
    public const int FlagShift = 6;
    public const int LabelShift = 11;

    private readonly int _nodes;
    private readonly int _labels;

    private SuffixTrie(ReadOnlyMemory<byte> bytes, int nodes, int labels, string edition) =>
        (Bytes, _nodes, _labels, Edition) = (bytes, nodes, labels, edition);

    public static ReadOnlySpan<byte> Mark => "PSL\x1"u8;

    public ReadOnlyMemory<byte> Bytes { get; }

    public string Edition { get; }

    /// <summary>Opens bytes from anywhere: what is not in order is refused, and no question can lead outside of them.</summary>
    public static SuffixTrie Open(ReadOnlyMemory<byte> bytes)
    {
        SuffixTrie trie = OpenOwn(bytes);
        trie.Check();
        return trie;
    }

    /// <summary>Opens bytes that this library brings. Looking at every node would be most of the cost of a first use.</summary>
    public static SuffixTrie OpenOwn(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        if (span.Length < HeaderSize || !span.StartsWith(Mark))
        {
            throw Damaged();
        }

        long edition = Number(span, 4), count = Number(span, 8), pool = Number(span, 12);
        if (count is < 2 or > ushort.MaxValue || HeaderSize + edition + (count * NodeSize) + pool != span.Length)
        {
            throw Damaged();
        }

        int nodes = HeaderSize + (int)edition;
        return new(bytes, nodes, nodes + ((int)count * NodeSize), Encoding.UTF8.GetString(span[HeaderSize..nodes]));
    }

    /// <summary>The algorithm of publicsuffix.org: of all rules that match, an exception prevails, else the one with the most labels.</summary>
    public PublicSuffix Find(ReadOnlySpan<char> host)
    {
        ReadOnlySpan<byte> bytes = Bytes.Span;
        // A dot at the end makes the name absolute (RFC 1034 3.1); for browsers it is part of the host, and so of the suffix.
        int end = host.Length > 1 && host[^1] == '.' ? host.Length - 1 : host.Length;
        int node = _nodes;
        PublicSuffix found = default;
        for (int labelEnd = end; labelEnd >= 0;)
        {
            int start = host[..labelEnd].LastIndexOf('.') + 1;
            SuffixFlags above = Flags(bytes, node);
            int child = FindChild(bytes, node, host[start..labelEnd]);
            SuffixFlags here = child < 0 ? default : Flags(bytes, child);
            if (Has(here, SuffixFlags.Exception))
            {
                // The rule without its leftmost label.
                return new(host.Length - labelEnd - 1, Section(above, SuffixFlags.WildcardIsPrivate));
            }

            found = Has(here, SuffixFlags.Rule) ? new(host.Length - start, Section(here, SuffixFlags.RuleIsPrivate))
                : Has(above, SuffixFlags.Wildcard) ? new(host.Length - start, Section(above, SuffixFlags.WildcardIsPrivate))
                // No rule at all for the last label: the default rule.
                : labelEnd == end ? new(host.Length - start, PublicSuffixSection.None)
                : found;
            if (child < 0)
            {
                break;
            }

            node = child;
            labelEnd = start - 1;
        }

        return found;
    }

    private static PublicSuffixSection Section(SuffixFlags flags, SuffixFlags isPrivate) =>
        Has(flags, isPrivate) ? PublicSuffixSection.Private : PublicSuffixSection.Icann;

    private static bool Has(SuffixFlags flags, SuffixFlags flag) => (flags & flag) == flag;

    private static SuffixFlags Flags(ReadOnlySpan<byte> bytes, int node) => (SuffixFlags)((Number(bytes, node) >> FlagShift) & 0x1F);

    private static int FirstChild(ReadOnlySpan<byte> bytes, int node) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(node + 4)..]);

    private static uint Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static FormatException Damaged() => new("The bytes are not a list of public suffixes in the form of this version.");

    // Where the node of this label lies; -1 when there is none.
    private int FindChild(ReadOnlySpan<byte> bytes, int parent, ReadOnlySpan<char> label)
    {
        int low = FirstChild(bytes, parent), high = FirstChild(bytes, parent + NodeSize) - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1, at = _nodes + (middle * NodeSize);
            uint node = Number(bytes, at);
            int order = Compare(bytes.Slice(_labels + (int)(node >> LabelShift), (int)(node & MaxLabel)), label);
            if (order == 0)
            {
                return at;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private static int Compare(ReadOnlySpan<byte> known, ReadOnlySpan<char> label)
    {
        int length = Math.Min(known.Length, label.Length);
        for (int i = 0; i < length; i++)
        {
            char c = label[i];
            int order = known[i] - (char.IsAsciiLetterUpper(c) ? c | 0x20 : c);
            if (order != 0)
            {
                return order;
            }
        }

        return known.Length - label.Length;
    }

    private void Check()
    {
        ReadOnlySpan<byte> bytes = Bytes.Span;
        uint before = 1;
        int last = ((_labels - _nodes) / NodeSize) - 1, pool = bytes.Length - _labels;
        for (int at = _nodes; at < _labels; at += NodeSize)
        {
            uint node = Number(bytes, at), first = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 4)..]);
            // The children of a node end where those of the next begin, and labels lie inside of the pool.
            if (first < before || first > last || (node >> LabelShift) + (node & MaxLabel) > pool)
            {
                throw Damaged();
            }

            before = first;
        }
    }

    public int CountRules()
    {
        ReadOnlySpan<byte> bytes = Bytes.Span;
        int count = 0;
        for (int at = _nodes; at < _labels; at += NodeSize)
        {
            count += BitOperations.PopCount((uint)(Flags(bytes, at) & (SuffixFlags.Rule | SuffixFlags.Wildcard | SuffixFlags.Exception)));
        }

        return count;
    }
}

/// <summary>What ends at a label of the list, or begins below it.</summary>
[Flags]
internal enum SuffixFlags
{
    /// <summary>Nothing: the label only leads to others.</summary>
    None = 0,

    /// <summary>A rule.</summary>
    Rule = 1,

    /// <summary>That rule stands in the private section.</summary>
    RuleIsPrivate = 2,

    /// <summary>A rule with <c>*</c> for the label below.</summary>
    Wildcard = 4,

    /// <summary>That one stands in the private section.</summary>
    WildcardIsPrivate = 8,

    /// <summary>An exception to the wildcard above.</summary>
    Exception = 16,
}
