using System.Buffers.Binary;
using System.Text;

namespace Cloakroom.Cookies;

/// <summary>Writes the form that <see cref="SuffixTrie"/> describes. The same rules give the same bytes.</summary>
internal static class SuffixTrieWriter
{
    public static byte[] Write(SuffixNode root, string edition)
    {
        List<(string Label, SuffixNode Node)> nodes = InLevels(root);
        (Dictionary<string, int> places, byte[] pool) = Pool(nodes.Select(n => n.Label));
        byte[] name = Encoding.UTF8.GetBytes(edition);
        int labels = SuffixTrie.HeaderSize + name.Length + ((nodes.Count + 1) * SuffixTrie.NodeSize);
        byte[] bytes = new byte[labels + pool.Length];

        SuffixTrie.Mark.CopyTo(bytes);
        Put(bytes, 4, (uint)name.Length);
        Put(bytes, 8, (uint)nodes.Count + 1);
        Put(bytes, 12, (uint)pool.Length);
        name.CopyTo(bytes, SuffixTrie.HeaderSize);
        int at = SuffixTrie.HeaderSize + name.Length, firstChild = 1;
        foreach ((string label, SuffixNode node) in nodes)
        {
            Put(bytes, at, (uint)label.Length | ((uint)node.Flags << SuffixTrie.FlagShift) | ((uint)places[label] << SuffixTrie.LabelShift));
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 4), checked((ushort)firstChild));
            firstChild += node.Children.Count;
            at += SuffixTrie.NodeSize;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 4), checked((ushort)firstChild));
        pool.CopyTo(bytes, labels);
        return bytes;
    }

    private static List<(string Label, SuffixNode Node)> InLevels(SuffixNode root)
    {
        var nodes = new List<(string Label, SuffixNode Node)> { ("", root) };
        for (int i = 0; i < nodes.Count; i++)
        {
            nodes.AddRange(nodes[i].Node.Children.Select(c => (c.Key, c.Value)));
        }

        return nodes;
    }

    // Longest first, so that a label that is part of a longer one needs no place of its own.
    private static (Dictionary<string, int> Places, byte[] Pool) Pool(IEnumerable<string> labels)
    {
        string[] distinct = [.. labels.Distinct(StringComparer.Ordinal).OrderByDescending(l => l.Length).ThenBy(l => l, StringComparer.Ordinal)];
        char[] pool = new char[distinct.Sum(l => l.Length)];
        int end = 0;
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string label in distinct)
        {
            int place = pool.AsSpan(0, end).IndexOf(label);
            if (place < 0)
            {
                place = end;
                label.CopyTo(pool.AsSpan(end));
                end += label.Length;
            }

            places.Add(label, place);
        }

        return (places, Encoding.ASCII.GetBytes(pool, 0, end));
    }

    private static void Put(byte[] bytes, int at, uint number) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), number);
}
