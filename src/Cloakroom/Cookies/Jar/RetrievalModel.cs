namespace Cloakroom.Cookies;

/// <summary>
/// Which cookies go with a request: 5.8.3. One for each request; what only some cookies need (same-site or not, the partition) is found when the
/// first of them asks. The caller holds the lock of the store.
/// </summary>
internal ref struct RetrievalModel(Uri uri, CookieContext? context, CookieUrl url, CookieJarOptions options, long now)
{
    private SameSiteStatus _status;
    private bool _hasStatus = context is null;
    private CookiePartition? _partition;
    private bool _hasPartition;

    /// <summary>Why the request is cross-site, where a cookie asked.</summary>
    public readonly SameSiteStatus Status => _status;

    /// <summary>5.8.3 step 1: the cookie-list, and step 2: in order.</summary>
    public void Collect(CookieStore store, List<KeptCookie> sent)
    {
        DomainNode node = store.Root;
        var labels = new HostLabels(url.Host, url.IsAddress);
        int shelves = 0;
        while (labels.MoveNext() && node.Child(labels.Current) is { } child)
        {
            node = child;
            // The host is identical to the domain at its last label; before, it only domain-matches.
            bool isIdentical = labels.Start == 0;
            int before = sent.Count;
            Collect(node.Plain, isIdentical, sent);
            shelves += sent.Count > before ? 1 : 0;
            if (node.HasPartitions && Partition is { } partition && node.Shelf(partition) is { } shelf)
            {
                Collect(shelf, isIdentical, sent);
                shelves++;
            }
        }

        // Each shelf is in order already.
        if (shelves > 1)
        {
            sent.Sort(CookieShelf.InHeaderOrder);
        }
    }

    /// <summary>The rule that lets one cookie go with the request, or keeps it.</summary>
    public CookieRule Judge(KeptCookie cookie)
    {
        bool isIdentical = url.Host == cookie.Domain;
        if (!isIdentical && !url.IsBelow(cookie.Domain))
        {
            return CookieRule.OtherHost;
        }

        if (cookie.IsExpired(now))
        {
            return CookieRule.Expired;
        }

        return cookie.Partition is { } partition && Partition != partition
            ? CookieRule.PartitionMismatch
            : Judge(cookie, isIdentical);
    }

    public static bool IsSent(CookieRule rule) => rule is CookieRule.Sent or CookieRule.SentLaxNavigation or CookieRule.SentLaxAllowingUnsafe;

    // RFC 9110 9.2.1
    private static bool IsSafe(string method) => method is "GET" or "HEAD" or "OPTIONS" or "TRACE";

    private void Collect(CookieShelf? shelf, bool isIdentical, List<KeptCookie> sent)
    {
        if (shelf is null)
        {
            return;
        }

        foreach (KeptCookie cookie in shelf.Cookies)
        {
            if (IsSent(Judge(cookie, isIdentical)))
            {
                sent.Add(cookie);
            }
        }
    }

    // 5.8.3 step 1, requirement by requirement.
    private CookieRule Judge(KeptCookie cookie, bool isIdentical)
    {
        // The host is identical to the domain, or host-only-flag is false.
        if (cookie.HostOnly && !isIdentical)
        {
            return CookieRule.HostOnly;
        }

        // The path path-matches.
        if (!CookiePath.Matches(url.Path, cookie.Path))
        {
            return CookieRule.PathMismatch;
        }

        // secure-only-flag: the connection must be secure.
        if (cookie.Secure && !url.IsSecure)
        {
            return CookieRule.SecureNotOverHttp;
        }

        // http-only-flag: not for a "non-HTTP" API.
        if (cookie.HttpOnly && context is { Api: CookieApi.Script })
        {
            return CookieRule.HttpOnlyHiddenFromScript;
        }

        // same-site-flag: not "None", and the retrieval is "cross-site".
        return cookie.SameSite == SameSite.None || IsSameSite || context is null ? CookieRule.Sent : JudgeCrossSite(cookie, context);
    }

    private readonly CookieRule JudgeCrossSite(KeptCookie cookie, CookieContext asked)
    {
        // The retrieval's type is "HTTP".
        if (asked.Api == CookieApi.Script)
        {
            return CookieRule.SameSiteScriptCrossSite;
        }

        // The same-site-flag is "Lax" or "Default".
        if (cookie.SameSite == SameSite.Strict)
        {
            return CookieRule.SameSiteStrictCrossSite;
        }

        // It navigates a top-level traversable.
        if (asked.Kind != CookieRequestKind.TopLevelNavigation)
        {
            return CookieRule.SameSiteLaxSubresource;
        }

        // The method is safe; or 5.6.7.2, "Lax-allowing-unsafe": the cookie is young, and its line did not say SameSite.
        return IsSafe(asked.Method) ? CookieRule.SentLaxNavigation
            : cookie.SameSite is null && options.LaxAllowingUnsafe > TimeSpan.Zero && now - cookie.Creation <= options.LaxAllowingUnsafe.Ticks ? CookieRule.SentLaxAllowingUnsafe
            : CookieRule.SameSiteLaxUnsafeMethod;
    }

    private bool IsSameSite
    {
        get
        {
            if (!_hasStatus && context is not null)
            {
                (_status, _hasStatus) = (SameSiteStatus.Of(context, options), true);
            }

            return _status.IsSameSite;
        }
    }

    private CookiePartition? Partition
    {
        get
        {
            if (!_hasPartition)
            {
                (_partition, _hasPartition) = (options.Partitioned ? PartitionOf.Context(context ?? new(uri), options.PublicSuffixes) : null, true);
            }

            return _partition;
        }
    }
}
