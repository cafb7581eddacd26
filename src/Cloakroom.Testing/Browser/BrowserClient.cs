using System.Net.Http.Headers;
using Cloakroom.Cookies;

namespace Cloakroom.Testing;

/// <summary>
/// A client that treats cookies, redirects, Origin and Fetch Metadata as a browser does, over any handler: a TestServer's or a real network
/// one. It says who begins a request, because that decides which cookies go along. The cookies are those of a <see cref="CookieJar"/>.
/// </summary>
/// <remarks>
/// Deliberately small: no preflight and no CORS check (every answer is shown), no frames, no Referer, no Lax-allowing-unsafe minutes, no
/// scripts.
/// One client is one person's browser; use it from one test at a time.
/// </remarks>
public sealed class BrowserClient : IDisposable
{
    private const int MostRedirects = 20;

    private readonly HttpMessageInvoker _network;
    private readonly CookieJar _jar;
    private readonly CancellationToken _end;

    /// <summary>Opens a browser without cookies.</summary>
    /// <param name="handler">The network; not disposed of. It must leave cookies and redirects to the browser.</param>
    /// <param name="time">By which cookies expire; the system's when null.</param>
    /// <param name="cancellationToken">Ends the wait for any answer, for example when the test is cancelled.</param>
    /// <exception cref="ArgumentException">The handler follows redirects or keeps cookies itself.</exception>
    public BrowserClient(HttpMessageHandler handler, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        if (handler is SocketsHttpHandler { UseCookies: true } or SocketsHttpHandler { AllowAutoRedirect: true }
            or HttpClientHandler { UseCookies: true } or HttpClientHandler { AllowAutoRedirect: true })
        {
            throw new ArgumentException("Set UseCookies and AllowAutoRedirect of the handler to false; the browser does both.", nameof(handler));
        }

        _network = new HttpMessageInvoker(handler, disposeHandler: false);
        _jar = new CookieJar(new CookieJarOptions { LaxAllowingUnsafe = TimeSpan.Zero }, time);
        _end = cancellationToken;
    }

    /// <summary>Every cookie that has not expired, in the order of creation.</summary>
    public IReadOnlyList<JarCookie> Cookies => [.. _jar.GetCookies().OrderBy(c => c.Created)];

    /// <summary>What <c>document.cookie</c> shows to a script of this page.</summary>
    public string DocumentCookie(string page) => _jar.GetDocumentCookie(CookieContext.Script(new Uri(page)));

    /// <summary>Takes a Set-Cookie line as if this address had answered a navigation with it: to plant what another party could plant.</summary>
    public void SetCookie(string url, string line) => _jar.Receive(line, CookieContext.Navigation(new Uri(url), initiator: null));

    /// <summary>The person types an address or uses a bookmark.</summary>
    public Task<BrowserPage> NavigateAsync(string url) =>
        SendAsync(new BrowserRequest(Cause.Typed, null, HttpMethod.Get, [new Uri(url)], null, null));

    /// <summary>The person clicks a link on a page; that page need not exist.</summary>
    /// <param name="fromPage">The page with the link.</param>
    /// <param name="url">The target; relative to the page.</param>
    public Task<BrowserPage> ClickLinkAsync(string fromPage, string url) =>
        SendAsync(From(Cause.Activated, fromPage, HttpMethod.Get, url));

    /// <summary>The person submits a form by POST.</summary>
    /// <param name="fromPage">The page with the form; it need not exist.</param>
    /// <param name="url">The form's action; relative to the page.</param>
    /// <param name="fields">The fields, sent as <c>application/x-www-form-urlencoded</c>.</param>
    public async Task<BrowserPage> SubmitFormAsync(string fromPage, string url, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        return await SendAsync(await WithBody(From(Cause.Activated, fromPage, HttpMethod.Post, url), form));
    }

    /// <summary>A script on a page calls <c>fetch()</c>. Cookies go to the page's own origin only, unless they are included.</summary>
    /// <param name="fromPage">The page with the script; it need not exist.</param>
    /// <param name="method">The method.</param>
    /// <param name="url">The target; relative to the page.</param>
    /// <param name="body">What is sent; null for nothing.</param>
    /// <param name="includeCredentials">True for <c>credentials: "include"</c>.</param>
    public async Task<BrowserPage> FetchAsync(
        string fromPage, HttpMethod method, string url, HttpContent? body = null, bool includeCredentials = false)
    {
        BrowserRequest request = From(Cause.Fetch, fromPage, method, url) with { IncludeCredentials = includeCredentials };
        return await SendAsync(await WithBody(request, body));
    }

    /// <summary>Goes where the page's <c>&lt;meta http-equiv="refresh"&gt;</c> says; the page itself begins that navigation.</summary>
    /// <exception cref="InvalidOperationException">The page has none.</exception>
    public Task<BrowserPage> FollowRefreshAsync(BrowserPage page) =>
        page.RefreshTo is { } target
            ? SendAsync(new BrowserRequest(Cause.Refresh, page.Url, HttpMethod.Get, [target], null, null))
            : throw new InvalidOperationException($"{page.Url} answered {(int)page.Status} without a refresh.");

    /// <summary>Closes the browser.</summary>
    public void Dispose() => _network.Dispose();

    private static BrowserRequest From(Cause cause, string fromPage, HttpMethod method, string url)
    {
        var page = new Uri(fromPage);
        return new BrowserRequest(cause, page, method, [new Uri(page, url)], null, null);
    }

    // Kept as bytes, so that a redirect can send it again.
    private async Task<BrowserRequest> WithBody(BrowserRequest request, HttpContent? body) => body is null
        ? request
        : request with { Body = await body.ReadAsByteArrayAsync(_end), BodyHeaders = body.Headers };

    private async Task<BrowserPage> SendAsync(BrowserRequest first)
    {
        List<BrowserExchange> exchanges = [];
        for (BrowserRequest request = first; ;)
        {
            using HttpRequestMessage message = request.Build(request.SendsCookies ? _jar.GetCookieHeader(request.Cookies) ?? "" : "");
            using HttpResponseMessage response = await _network.SendAsync(message, _end);
            Receive(request, response.Headers);
            MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
            exchanges.Add(new BrowserExchange(request.Method, request.Url, message.Headers, response.StatusCode, response.Headers, type?.ToString()));
            if (request.Redirected(response.StatusCode, response.Headers.Location) is not { } next)
            {
                return new BrowserPage(exchanges, await response.Content.ReadAsStringAsync(_end));
            }

            request = exchanges.Count <= MostRedirects ? next : throw new HttpRequestException($"More than {MostRedirects} redirects from {first.Url}.");
        }
    }

    private void Receive(BrowserRequest request, HttpResponseHeaders headers)
    {
        if (request.SendsCookies && headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines))
        {
            foreach (string line in lines)
            {
                _jar.Receive(line, request.Cookies);
            }
        }
    }
}
