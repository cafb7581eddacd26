namespace Cloakroom.Cookies;

/// <summary>
/// One label of a domain in the tree of <see cref="CookieStore"/>, from the last label to the first. What is above a host are the domains that it
/// domain-matches (5.1.3); a search costs as many steps as the host has labels, however many cookies there are elsewhere. An IP address is one
/// label.
/// </summary>
internal sealed class DomainNode(DomainNode? parent, string label, string domain)
{
    private Dictionary<string, DomainNode>? _children;
    private Dictionary<CookiePartition, CookieShelf>? _partitions;

    public DomainNode? Parent => parent;

    /// <summary>The domain, as every cookie here has it.</summary>
    public string Domain => domain;

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

    public DomainNode ChildFor(ReadOnlySpan<char> name, string host, int start)
    {
        if (Child(name) is not { } child)
        {
            child = new(this, name.ToString(), start == 0 ? host : host[start..]);
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

    /// <summary>Every cookie of this domain and of those below it.</summary>
    public IEnumerable<KeptCookie> Below()
    {
        var open = new Stack<DomainNode>([this]);
        while (open.TryPop(out DomainNode? node))
        {
            foreach (KeptCookie cookie in node.Here())
            {
                yield return cookie;
            }

            foreach (DomainNode child in node._children?.Values ?? Enumerable.Empty<DomainNode>())
            {
                open.Push(child);
            }
        }
    }
}
