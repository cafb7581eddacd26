namespace Cloakroom.Cookies;

/// <summary>A retrieval that says of every cookie of the site why it goes or stays. The caller holds the lock of the store.</summary>
internal static class ExplainedRetrieval
{
    /// <summary>Nobody reads more; and the work must not grow with a site of a thousand hosts.</summary>
    private const int MostBeside = 100;

    public static CookieSelection Select(CookieStore store, CookieContext context, CookieUrl url, CookieJarOptions options, long now)
    {
        List<KeptCookie> candidates = Candidates(store, context, url, options);
        store.EvictExpired(now);
        List<KeptCookie> sent = [];
        var model = new RetrievalModel(context.Url, context, url, options, now);
        model.Collect(store, sent);
        var decisions = new List<CookieDecision>(candidates.Count);
        foreach (KeptCookie cookie in sent)
        {
            store.Touch(cookie, now);
            decisions.Add(Judge(ref model, cookie, context, options));
        }

        foreach (KeptCookie cookie in candidates.Except(sent))
        {
            decisions.Add(Judge(ref model, cookie, context, options));
        }

        return new(CookieString.Octets(sent), decisions);
    }

    public static CookieDecision Judge(ref RetrievalModel model, KeptCookie cookie, CookieContext context, CookieJarOptions options)
    {
        CookieRule rule = model.Judge(cookie);
        return new(RetrievalModel.IsSent(rule) ? CookieOutcome.Sent : CookieOutcome.Withheld, rule, new(context, options, cookie, null, model.Status));
    }

    // What could be meant: the cookies of the host and of the domains above it, and some of those of hosts beside it on the same site.
    private static List<KeptCookie> Candidates(CookieStore store, CookieContext context, CookieUrl url, CookieJarOptions options)
    {
        var candidates = new List<KeptCookie>();
        DomainNode node = store.Root;
        DomainNode? siteNode = null;
        var labels = new HostLabels(url.Host, url.IsAddress);
        int site = url.Host.Length - Site.Of(context.Url, options.PublicSuffixes).Domain.Length;
        while (labels.MoveNext() && node.Child(labels.Current) is { } child)
        {
            node = child;
            siteNode = labels.Start == site ? node : siteNode;
            candidates.AddRange(node.Here());
        }

        if (siteNode is not null)
        {
            candidates.AddRange(siteNode.Below().Except(candidates).Take(MostBeside).ToList());
        }

        return candidates;
    }
}
