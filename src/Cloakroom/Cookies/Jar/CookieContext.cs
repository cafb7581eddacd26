namespace Cloakroom.Cookies;

/// <summary>
/// Under what circumstances cookies are received or sent: facts about a request or a document, from which the jar derives what
/// draft-ietf-httpbis-rfc6265bis 5.2 asks. A context with nothing but an address is a request that no page began, such as one of an
/// HttpClient or of the address bar; it is same-site.
/// </summary>
public sealed record CookieContext
{
    private readonly Uri _url;

    /// <summary>A request of no page to an address.</summary>
    /// <param name="url">As <see cref="Url"/>.</param>
    /// <exception cref="ArgumentException">The address is relative.</exception>
    public CookieContext(Uri url) => _url = Absolute(url);

    /// <summary>
    /// The address of the request, after redirects the current one; for <see cref="CookieApi.Script"/> that of the document. http, https, ws
    /// and wss have cookies, other schemes have none. Absolute.
    /// </summary>
    /// <exception cref="ArgumentException">The address is relative.</exception>
    public Uri Url
    {
        get => _url;
        init => _url = Absolute(value);
    }

    /// <summary>The request method. Default GET. Only GET, HEAD, OPTIONS and TRACE are safe (RFC 9110 9.2.1); names count in upper case.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Whether HTTP asks, or a script by <c>document.cookie</c>. Default HTTP.</summary>
    public CookieApi Api { get; init; }

    /// <summary>What the request is for. Default a subresource. Not asked for scripts.</summary>
    public CookieRequestKind Kind { get; init; }

    /// <summary>
    /// The address of the document that began the request: the page that fetches, the page with the link. For a dedicated worker that of its
    /// document, for a service worker its own. Null, the default, when no page did: the address bar, a bookmark, an HttpClient.
    /// </summary>
    public Uri? Initiator { get; init; }

    /// <summary>Whether that document has an opaque origin: a sandboxed frame, a <c>data:</c> page. Nothing is the same site as it.</summary>
    public bool IsInitiatorOpaque { get; init; }

    /// <summary>The documents around the initiator, the nearest first, the top-level one last. Default none: it is a top-level document.</summary>
    public IReadOnlyList<Uri> InitiatorAncestors { get; init; } = [];

    /// <summary>
    /// The documents around the frame that is navigated, or around the document whose script asks; the nearest first, the top-level one last.
    /// <c>about:blank</c> and <c>about:srcdoc</c> have the origin of whoever made them and are passed over. Default none.
    /// </summary>
    public IReadOnlyList<Uri> Ancestors { get; init; } = [];

    /// <summary>The addresses before and including the current one. Asked only with <see cref="CookieJarOptions.CheckRedirectChain"/>.</summary>
    public IReadOnlyList<Uri> RedirectChain { get; init; } = [];

    /// <summary>Whether the person pressed reload, and how the page had first come (5.2). A reload by script is an ordinary navigation.</summary>
    public CookieReload Reload { get; init; }

    /// <summary>
    /// The "site for cookies" of the client (5.2.1), for callers who know it; then initiator and ancestors are not asked. An opaque site makes
    /// the request cross-site. Null, the default: derive it.
    /// </summary>
    public Site? SiteForCookies { get; init; }

    /// <summary>The partition of the cookies, for callers who know it. Null, the default: derive it.</summary>
    public CookiePartition? Partition { get; init; }

    /// <summary>A navigation of the whole tab: a link, a form, <c>location.href</c>.</summary>
    /// <param name="url">Where it goes.</param>
    /// <param name="initiator">The page it starts from; null for the address bar.</param>
    public static CookieContext Navigation(Uri url, Uri? initiator) => new(url) { Kind = CookieRequestKind.TopLevelNavigation, Initiator = initiator };

    /// <summary>A request of a page for something of its own: fetch, image, script, style sheet, WebSocket.</summary>
    /// <param name="url">Where it goes.</param>
    /// <param name="page">The page, at the top level.</param>
    public static CookieContext Fetch(Uri url, Uri page) => new(url) { Initiator = page };

    /// <summary>A frame loading a document.</summary>
    /// <param name="url">Where it goes.</param>
    /// <param name="page">The page around it, at the top level.</param>
    public static CookieContext Frame(Uri url, Uri page) => new(url) { Kind = CookieRequestKind.FrameNavigation, Initiator = page, Ancestors = [page] };

    /// <summary><c>document.cookie</c> of a document.</summary>
    /// <param name="document">Its address.</param>
    /// <param name="ancestors">As <see cref="Ancestors"/>.</param>
    public static CookieContext Script(Uri document, params IReadOnlyList<Uri> ancestors) => new(document) { Api = CookieApi.Script, Ancestors = ancestors };

    /// <summary>For example <c>POST https://app.example/login, top-level navigation from https://other.example/</c>.</summary>
    public override string ToString() => CookieText.Of(this);

    private static Uri Absolute(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.IsAbsoluteUri ? url : throw new ArgumentException($"'{url}' is not an absolute address.", nameof(url));
    }
}

/// <summary>Who asks for cookies or sets them (5.8.2).</summary>
public enum CookieApi
{
    /// <summary>The fields Cookie and Set-Cookie of a request and its answer.</summary>
    Http = 0,

    /// <summary>A script in a document, by <c>document.cookie</c>.</summary>
    Script = 1,
}

/// <summary>What a request is for.</summary>
public enum CookieRequestKind
{
    /// <summary>Part of a page, or a fetch.</summary>
    Subresource = 0,

    /// <summary>A document for the whole tab. Lax cookies travel with it from other sites when the method is safe.</summary>
    TopLevelNavigation = 1,

    /// <summary>A document for a frame.</summary>
    FrameNavigation = 2,
}

/// <summary>A reload by the reload button (5.2): it is what the first navigation to that page was.</summary>
public enum CookieReload
{
    /// <summary>It is none.</summary>
    None = 0,

    /// <summary>Of a page that a same-site request had brought.</summary>
    OfSameSite = 1,

    /// <summary>Of a page that a cross-site request had brought. The reload is cross-site too.</summary>
    OfCrossSite = 2,
}
