using System.Net;
using System.Net.Http.Headers;
using Cloakroom.Cookies;

namespace Cloakroom.Testing;

/// <summary>What made the browser send a request.</summary>
internal enum Cause
{
    Typed,
    Activated,
    Refresh,
    Fetch,
}

/// <summary>One request and its redirects: who began it, and which headers follow from that (Fetch, Fetch Metadata, RFC 6265bis 5.2).</summary>
internal sealed record BrowserRequest(Cause Cause, Uri? Page, HttpMethod Method, IReadOnlyList<Uri> Urls, byte[]? Body, HttpContentHeaders? BodyHeaders)
{
    public bool IncludeCredentials { get; init; }

    public Uri Url => Urls[^1];

    public bool IsNavigation => Cause != Cause.Fetch;

    /// <summary>What decides which cookies go along and which are taken.</summary>
    public CookieContext Cookies => new(Url)
    {
        Method = Method.Method,
        Kind = IsNavigation ? CookieRequestKind.TopLevelNavigation : CookieRequestKind.Subresource,
        Initiator = Page,
    };

    /// <summary>fetch() sends cookies to its own origin only, unless asked to include them.</summary>
    public bool SendsCookies => IsNavigation || IncludeCredentials || (Page is not null && Urls.All(u => Origins.Same(u, Page)));

    private bool IsSafe => Method == HttpMethod.Get || Method == HttpMethod.Head;

    public HttpRequestMessage Build(string cookies)
    {
        var message = new HttpRequestMessage(Method, Url);
        HttpRequestHeaders headers = message.Headers;
        headers.TryAddWithoutValidation("Accept", IsNavigation ? "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" : "*/*");
        if (Origin() is { } origin)
        {
            headers.TryAddWithoutValidation("Origin", origin);
        }

        // Fetch Metadata 2: only to trustworthy addresses.
        if (Origins.IsTrustworthy(Url))
        {
            headers.TryAddWithoutValidation("Sec-Fetch-Site", SecFetchSite());
            headers.TryAddWithoutValidation("Sec-Fetch-Mode", IsNavigation ? "navigate" : "cors");
            headers.TryAddWithoutValidation("Sec-Fetch-Dest", IsNavigation ? "document" : "empty");
            if (Cause is Cause.Typed or Cause.Activated)
            {
                headers.TryAddWithoutValidation("Sec-Fetch-User", "?1");
            }
        }

        if (cookies.Length > 0)
        {
            headers.TryAddWithoutValidation("Cookie", cookies);
        }

        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            foreach (KeyValuePair<string, IEnumerable<string>> header in BodyHeaders ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            {
                message.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return message;
    }

    /// <summary>The request that follows a redirect, or null when the answer is not one (Fetch 4.4, HTTP-redirect fetch).</summary>
    public BrowserRequest? Redirected(HttpStatusCode status, Uri? location)
    {
        if (location is null || (int)status is not (301 or 302 or 303 or 307 or 308) || new Uri(Url, location) is not { Scheme: "http" or "https" } next)
        {
            return null;
        }

        bool becomesGet = (status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found && Method == HttpMethod.Post)
            || (status == HttpStatusCode.SeeOther && !IsSafe);
        return becomesGet
            ? this with { Method = HttpMethod.Get, Body = null, BodyHeaders = null, Urls = [.. Urls, next] }
            : this with { Urls = [.. Urls, next] };
    }

    // Fetch Metadata 2.3: every address on the way counts, the worst decides.
    private string SecFetchSite() =>
        Page is null ? "none"
        : Urls.All(u => Origins.Same(u, Page)) ? "same-origin"
        : Urls.All(u => Origins.SameSite(u, Page)) ? "same-site"
        : "cross-site";

    // Fetch 3.2: with every method but GET and HEAD, and with every fetch to another origin.
    private string? Origin()
    {
        if (Page is null || (IsSafe && (IsNavigation || Urls.All(u => Origins.Same(u, Page)))))
        {
            return null;
        }

        // A redirect from a foreign origin to yet another taints the request; so does the way from https to http, for a form.
        bool tainted = Urls.Zip(Urls.Skip(1)).Any(hop => !Origins.Same(hop.First, hop.Second) && !Origins.Same(hop.First, Page));
        bool downgraded = IsNavigation && Page.Scheme == Uri.UriSchemeHttps && Url.Scheme != Uri.UriSchemeHttps;
        return tainted || downgraded ? "null" : Origins.Of(Page);
    }
}
