namespace Cloakroom.Cookies;

/// <summary>
/// One label of a domain in the tree of <see cref="CookieStore"/>, from the last label to the first. What is above a host are the domains that it
/// domain-matches (5.1.3); a search costs as many steps as the host has labels, however many cookies there are elsewhere. An IP address is one
/// label.
/// </summary>
internal sealed class DomainNode(DomainNode? parent, string label)
{
    private Dictionary<string, DomainNode>? _children;
    private Dictionary<CookiePartition, CookieShelf>? _partitions;

    public DomainNode? Parent => parent;

    /// <summary>The cookies that are not partitioned.</summary>
    public CookieShelf? Plain { get; private set; }

    public bool HasPartitions => _partitions is not null;

    private string Label => label;

    private bool IsEmpty => Plain is null && _partitions is null && _children is null;

    public CookieShelf? Shelf(CookiePartition? partition) => partition is null ? Plain : _partitions?.GetValueOrDefault(partition);

    public CookieShelf ShelfFor(CookiePartition? partition)
    {
        if (partition is null)
        {
            return Plain ??= new();
        }

        _partitions ??= [];
        if (!_partitions.TryGetValue(partition, out CookieShelf? shelf))
        {
            _partitions.Add(partition, shelf = new());
        }

        return shelf;
    }

    public DomainNode? Child(ReadOnlySpan<char> name) =>
        _children is not null && _children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out DomainNode? child) ? child : null;

    public DomainNode ChildFor(ReadOnlySpan<char> name)
    {
        if (Child(name) is not { } child)
        {
            child = new(this, name.ToString());
            (_children ??= new(StringComparer.Ordinal)).Add(child.Label, child);
        }

        return child;
    }

    /// <summary>Takes away an empty shelf, and this node and those above it when nothing is left.</summary>
    public void Prune(CookiePartition? partition)
    {
        if (partition is null)
        {
            Plain = null;
        }
        else if (_partitions is not null && _partitions.Remove(partition) && _partitions.Count == 0)
        {
            _partitions = null;
        }

        for (DomainNode? node = this; node?.Parent is { } above && node.IsEmpty; node = above)
        {
            above._children?.Remove(node.Label);
            above._children = above._children is { Count: > 0 } ? above._children : null;
        }
    }

    /// <summary>Every cookie of this domain.</summary>
    public IEnumerable<KeptCookie> Here() => (Plain?.Cookies ?? []).Concat(_partitions?.Values.SelectMany(s => s.Cookies) ?? []);

    /// <summary>Every cookie of this domain and of those below it; whoever stops early has walked no further.</summary>
    public IEnumerable<KeptCookie> Below()
    {
        // Not by recursion: a host may have more labels than the stack has room for.
        var open = new Stack<IEnumerator<DomainNode>>([Enumerable.Repeat(this, 1).GetEnumerator()]);
        while (open.TryPeek(out IEnumerator<DomainNode>? siblings))
        {
            if (!siblings.MoveNext())
            {
                open.Pop().Dispose();
                continue;
            }

            foreach (KeptCookie cookie in siblings.Current.Here())
            {
                yield return cookie;
            }

            if (siblings.Current._children is { } children)
            {
                open.Push(children.Values.GetEnumerator());
            }
        }
    }
}
