namespace Cloakroom.Cookies;

/// <summary>
/// The cookie store (5.7): where cookies lie, in which order they go, and who must go when it is full. Not thread-safe; the jar has the lock.
/// </summary>
internal sealed class CookieStore(int maxPerDomain, int maxTotal)
{
    private readonly DomainNode _root = new(null, "");
    private readonly AccessOrder _accesses = new();
    private readonly PriorityQueue<KeptCookie, long> _expiries = new();
    private long _created;

    public int Count { get; private set; }

    public DomainNode Root => _root;

    /// <summary>The node of a domain, if there is one.</summary>
    public DomainNode? Find(string domain, bool isAddress)
    {
        DomainNode? node = _root;
        var labels = new HostLabels(domain, isAddress);
        while (node is not null && labels.MoveNext())
        {
            node = node.Child(labels.Current);
        }

        return node;
    }

    /// <summary>The cookie with the same name, domain, host-only-flag, path and partition (5.7 step 23).</summary>
    public KeptCookie? Twin(KeptCookie cookie, bool isAddress) => Find(cookie.Domain, isAddress)?.Shelf(cookie.Partition)?.Twin(cookie);

    /// <summary>
    /// 5.7 step 16: a Secure cookie of this name whose domain domain-matches that of the new one, or the other way round, and whose path the
    /// path of the new one path-matches.
    /// </summary>
    /// <param name="cookie">The new cookie.</param>
    /// <param name="isAddress">Whether its host is an address.</param>
    /// <param name="within">With it only cookies of the same registrable domain are looked at, as Chromium does.</param>
    public KeptCookie? SecureBeneath(KeptCookie cookie, bool isAddress, IPublicSuffixes? within)
    {
        DomainNode? node = _root;
        var labels = new HostLabels(cookie.Domain, isAddress);
        while (labels.MoveNext())
        {
            node = node.Child(labels.Current);
            if (node is null)
            {
                return null;
            }

            if (node.Plain is { } above && above.Cookies.Find(other => IsBeneath(cookie, other) && IsNear(cookie, other, within)) is { } found)
            {
                return found;
            }
        }

        return node.Below().FirstOrDefault(other => other.Partition is null && IsBeneath(cookie, other) && IsNear(cookie, other, within));
    }

    public void Add(KeptCookie cookie, bool isAddress)
    {
        DomainNode node = _root;
        var labels = new HostLabels(cookie.Domain, isAddress);
        while (labels.MoveNext())
        {
            node = node.ChildFor(labels.Current);
        }

        Enter(node.ShelfFor(cookie.Partition), cookie);
    }

    /// <summary>Puts a cookie where its twin was: the way to the shelf stays, which is most of the work.</summary>
    public void Replace(KeptCookie twin, KeptCookie cookie, bool isAddress)
    {
        if (Find(twin.Domain, isAddress)?.Shelf(twin.Partition) is { } shelf)
        {
            Leave(shelf, twin);
            Enter(shelf, cookie);
        }
    }

    /// <summary>Adds saved cookies, given in the order of creation.</summary>
    public void Restore(IReadOnlyList<KeptCookie> saved)
    {
        foreach (KeptCookie cookie in saved)
        {
            cookie.CreationOrder = ++_created;
        }

        foreach (KeptCookie cookie in saved.OrderBy(c => c.LastAccess))
        {
            Restore(cookie);
        }
    }

    public void Remove(KeptCookie cookie)
    {
        bool isAddress = HostName.IsAddressText(cookie.Domain);
        if (!cookie.IsKept || Find(cookie.Domain, isAddress) is not { } node || node.Shelf(cookie.Partition) is not { } shelf)
        {
            return;
        }

        Leave(shelf, cookie);
        if (shelf.Cookies.Count == 0)
        {
            node.Prune(cookie.Partition);
        }
    }

    public void Touch(KeptCookie cookie, long now) => _accesses.Touch(cookie, now);

    /// <summary>"The user agent MUST evict all expired cookies" (5.7).</summary>
    public void EvictExpired(long now)
    {
        while (_expiries.TryPeek(out KeptCookie? cookie, out long expiry) && expiry <= now)
        {
            _expiries.Dequeue();
            Remove(cookie);
        }
    }

    /// <summary>
    /// "Remove excess cookies" (5.7) after one was added, in the order of priority given there: 1. expired cookies (they are gone already),
    /// 2. those of a full domain without Secure, 3. those of a full domain, 4. all; among equals the earliest last access.
    /// </summary>
    public List<KeptCookie>? EvictExcess(KeptCookie added, bool isAddress)
    {
        List<KeptCookie>? evicted = null;
        while (Find(added.Domain, isAddress)?.Shelf(added.Partition) is { } shelf && shelf.Cookies.Count > maxPerDomain)
        {
            Evict(shelf.FirstToGo(), ref evicted);
        }

        while (Count > maxTotal && _accesses.Earliest is { } earliest)
        {
            Evict(earliest, ref evicted);
        }

        return evicted;
    }

    /// <summary>All cookies, from the earliest last access to the latest.</summary>
    public IEnumerable<KeptCookie> All() => _accesses.All();

    private static bool IsBeneath(KeptCookie cookie, KeptCookie other) =>
        other.Secure && other.Name.SequenceEqual(cookie.Name) && CookiePath.Matches(cookie.Path, other.Path);

    private void Enter(CookieShelf shelf, KeptCookie cookie)
    {
        cookie.CreationOrder = cookie.CreationOrder == 0 ? ++_created : cookie.CreationOrder;
        cookie.IsKept = true;
        shelf.Add(cookie);
        _accesses.Add(cookie);
        Count++;
        if (cookie.IsPersistent)
        {
            _expiries.Enqueue(cookie, cookie.Expiry);
        }
    }

    private void Leave(CookieShelf shelf, KeptCookie cookie)
    {
        shelf.Remove(cookie);
        _accesses.Remove(cookie);
        cookie.IsKept = false;
        Count--;
        if (cookie.IsPersistent && _expiries.Count > (2 * Count) + 64)
        {
            ForgetRemoved();
        }
    }

    // One of the two is above the other, or they are equal.
    private static bool IsNear(KeptCookie cookie, KeptCookie other, IPublicSuffixes? within)
    {
        (string above, string below) = cookie.Domain.Length < other.Domain.Length ? (cookie.Domain, other.Domain) : (other.Domain, cookie.Domain);
        return within is null || above.Length == below.Length || above.Length > within.GetPublicSuffix(below).Length;
    }

    private void Evict(KeptCookie cookie, ref List<KeptCookie>? evicted)
    {
        Remove(cookie);
        (evicted ??= []).Add(cookie);
    }

    // Replaced cookies stay in the queue until their time; without this a cookie that is renewed often would fill it.
    private void ForgetRemoved()
    {
        (KeptCookie, long)[] kept = [.. _expiries.UnorderedItems.Where(e => e.Element.IsKept)];
        _expiries.Clear();
        _expiries.EnqueueRange(kept);
    }

    private void Restore(KeptCookie cookie)
    {
        bool isAddress = HostName.IsAddressText(cookie.Domain);
        if (Twin(cookie, isAddress) is { } twin)
        {
            Remove(twin);
        }

        Add(cookie, isAddress);
        EvictExcess(cookie, isAddress);
    }
}
