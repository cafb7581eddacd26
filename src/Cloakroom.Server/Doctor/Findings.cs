using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>Draws the conclusions from the evidence, in the order in which a browser would stumble.</summary>
internal sealed class Findings(Evidence evidence, TimeProvider clock)
{
    private readonly List<Finding> _all = [];

    public IReadOnlyList<Finding> All => _all;

    private Uri Page => evidence.App.Reached;

    private Uri Api => evidence.Api.Reached;

    public void AddIfAny(Finding? finding)
    {
        if (finding is not null && !_all.Any(f => f.Code == finding.Code && f.Sentence == finding.Sentence))
        {
            _all.Add(finding);
        }
    }

    /// <summary>What stops a request before any cookie is looked at.</summary>
    public void AddConnections()
    {
        foreach (Visit visit in new[] { evidence.App, evidence.Api }.Distinct())
        {
            AddIfAny(Ended(visit));
            foreach (Hop hop in visit.Hops.Where(h => h.CertificateProblem.Length > 0))
            {
                AddIfAny(new("certificate", Weight.Obstacle,
                    $"Browsers do not take the certificate of {hop.Url.Authority}: {hop.CertificateProblem}. A page shows a warning, and a script a network error.",
                    "Use a certificate that browsers trust, for example of Let's Encrypt; for your own machine one of mkcert, or dotnet dev-certs https --trust."));
            }
        }

        AddIfAny(MixedContent.Judge(Page, Api));
        AddIfAny(Proxy.Judge(evidence));
        if (PublicOrigin.IsLoopback(Page.IdnHost) && PublicOrigin.IsLoopback(Api.IdnHost) && Page.IdnHost != Api.IdnHost)
        {
            AddIfAny(new("two-names-of-this-machine", Weight.Obstacle,
                $"{Page.IdnHost} and {Api.IdnHost} are one machine, but to browsers two sites: a cookie of the one is not sent to the other, nor from a page of the other.",
                $"Use one name everywhere: {new UriBuilder(Api) { Host = Page.IdnHost }.Uri}"));
        }
    }

    /// <summary>What the jar says of every cookie: by itself, and on every way.</summary>
    public void AddCookies(IReadOnlyList<CookieVerdict> cookies)
    {
        IEnumerable<(Uri SetBy, CookieLine Line)> own = evidence.Api.Cookies.Select(c => (c.SetBy, c.Line));
        foreach ((Uri setBy, CookieLine line) in evidence.Given is { } given ? own.Append((Api, given)) : own)
        {
            AddByItself(new(line, setBy, Api));
        }

        foreach ((Uri setBy, CookieLine line) in evidence.App.Cookies)
        {
            AddByItself(new(line, setBy, Page));
        }

        foreach (CookieVerdict cookie in cookies)
        {
            foreach (IGrouping<string, WayVerdict> stuck in cookie.Ways.Where(w => !w.Sent && w.Rule != "fetch-credentials").GroupBy(w => w.Rule, StringComparer.Ordinal))
            {
                if (!_all.Any(f => f.Code == stuck.Key))
                {
                    AddIfAny(new(stuck.Key, Weight.Obstacle, $"On {string.Join(", ", stuck.Select(w => w.Way))}: {stuck.First().Explanation}", Changes(stuck)));
                }
            }
        }
    }

    /// <summary>What works and could be better, and what nobody can see from here.</summary>
    public void AddNotes(bool hasNoCookies)
    {
        if (hasNoCookies && evidence.Api.End == VisitEnd.Answered)
        {
            AddIfAny(new("no-cookie", Weight.Advice,
                $"{evidence.Api.Asked} set no cookie in this answer, so there is none to judge.",
                "Most are set by the answer to a login: copy its Set-Cookie line from the developer tools and add --cookie 'LINE'. If the login sets none either, and TLS ends at a proxy: "
                + "many frameworks leave a Secure cookie out where they take the connection for http; let the proxy send X-Forwarded-Proto, and the application believe it (Express: app.set('trust proxy', 1))."));
        }

        if (evidence.PlainHttp is { } plain && plain.Location?.Scheme != "https")
        {
            AddIfAny(new("http-not-redirected", Weight.Note,
                $"{plain.Url} answers {plain.Status} over plain http in place of a redirect to https; whoever comes that way has no Secure cookie.",
                "Redirect all of http to https (301)."));
        }

        if (evidence.Api.Hops is [.., { HasHsts: false, Url.Scheme: "https" } last] && !PublicOrigin.IsLoopback(last.Url.IdnHost))
        {
            AddIfAny(new("no-hsts", Weight.Note,
                $"{last.Url.Authority} sends no Strict-Transport-Security, so the first request of a visitor may go over plain http.",
                "Send Strict-Transport-Security: max-age=31536000 over https, once all of the site has it."));
        }

        if (evidence.Api.Hops is [var first, .., var end] && first.Url.IdnHost != end.Url.IdnHost)
        {
            AddIfAny(new("host-change", Weight.Note,
                $"{first.Url.Authority} redirects to {end.Url.Authority}: a cookie without Domain that the one sets is not sent to the other.",
                $"Call {WebAddress.Origin(end.Url)} from the beginning."));
        }
    }

    private void AddByItself(CookieQuestion question)
    {
        AddNarrowPath(question);
        if (CookieJudgement.Of(question, clock).Obstacle is { } obstacle)
        {
            var remedy = Remedy.Find(question, q => CookieJudgement.Of(q, clock).Works);
            AddIfAny(new(obstacle.Code, Weight.Obstacle, obstacle.Explanation, WayVerdict.Text(remedy) ?? obstacle.Fix ?? ""));
        }
    }

    // A cookie for a part of the host may be meant so, as one that only renews tokens.
    private void AddNarrowPath(CookieQuestion question)
    {
        CookieQuestion root = question with { To = new Uri(question.To, "/") };
        if (CookieJudgement.Of(question, clock).Works && CookieJudgement.Of(root, clock).Obstacle is { Rule: CookieRule.PathMismatch } narrow)
        {
            AddIfAny(new(narrow.Code, Weight.Advice, narrow.Explanation, WayVerdict.Text(Remedy.Find(root, q => CookieJudgement.Of(q, clock).Works)) ?? narrow.Fix ?? ""));
        }
    }

    private static string Changes(IEnumerable<WayVerdict> stuck)
    {
        IGrouping<string, WayVerdict>[] changes = [.. stuck.GroupBy(w => w.Change, StringComparer.Ordinal)];
        return changes is [var one] ? one.Key : string.Join(" ", changes.Select(c => $"For {string.Join(", ", c.Select(w => w.Way))}: {c.Key}"));
    }

    private static Finding? Ended(Visit visit) => visit.End switch
    {
        VisitEnd.Answered => null,
        VisitEnd.Unreachable => new("unreachable", Weight.Obstacle, visit.Trouble, "Check address and port, and that the server listens where you call it."),
        VisitEnd.TimedOut => new("timed-out", Weight.Obstacle, visit.Trouble, "Check that the server is alive, and that no firewall swallows the request."),
        VisitEnd.TooManyRedirects => new("redirect-loop", Weight.Obstacle, visit.Trouble,
            "Usually proxy and application both want https and the proxy does not say that the visitor has it: let it send X-Forwarded-Proto. Else a login that gets no cookie sends the visitor back to itself."),
        _ => new("redirect-elsewhere", Weight.Obstacle, visit.Trouble, "Redirect to an http or https address."),
    };
}
