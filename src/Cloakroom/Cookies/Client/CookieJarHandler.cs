using System.Text;

namespace Cloakroom.Cookies;

/// <summary>
/// Gives an HttpClient a <see cref="CookieJar"/> in place of the framework's CookieContainer: it takes Set-Cookie from answers of any status,
/// also from redirects, adds the Cookie header, and follows redirects itself, because each hop is another request to which other cookies go.
/// Thread-safe.
/// </summary>
/// <example><code>using var client = new HttpClient(new CookieJarHandler(new CookieJar()));</code></example>
public sealed class CookieJarHandler : DelegatingHandler
{
    private const int LimitOfRedirects = 50;

    private readonly Lock _gate = new();
    private readonly int _mostRedirects = 20;
    private volatile bool _isReady;

    /// <summary>
    /// A handler for <c>AddHttpMessageHandler</c>, which puts it in front of another one, or by itself, when it makes its own network handler
    /// at the first request.
    /// </summary>
    /// <param name="jar">The cookies; several handlers may share one.</param>
    public CookieJarHandler(CookieJar jar)
    {
        ArgumentNullException.ThrowIfNull(jar);
        Jar = jar;
    }

    /// <summary>A handler in front of another one.</summary>
    /// <param name="jar">The cookies; several handlers may share one.</param>
    /// <param name="innerHandler">The network. It must leave cookies and redirects to this one: <c>UseCookies</c> and <c>AllowAutoRedirect</c> false.</param>
    public CookieJarHandler(CookieJar jar, HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
        ArgumentNullException.ThrowIfNull(jar);
        Jar = jar;
    }

    /// <summary>
    /// An option of a request that says who began it and what for; address and method are filled in for every hop. Without it no page did: all
    /// cookies of the address go, as when somebody types it.
    /// </summary>
    /// <example><code>request.Options.Set(CookieJarHandler.Context, CookieContext.Fetch(url, page));</code></example>
    public static HttpRequestOptionsKey<CookieContext> Context { get; } = new("Cloakroom.Cookies.Context");

    /// <summary>An option of the request of an answer: what became of every cookie on the way, hop by hop. There only with <see cref="Explain"/>.</summary>
    public static HttpRequestOptionsKey<IReadOnlyList<CookieExchange>> Exchanges { get; } = new("Cloakroom.Cookies.Exchanges");

    /// <summary>The cookies.</summary>
    public CookieJar Jar { get; }

    /// <summary>Most redirects of one request, 0 to 50; one more is an error (Fetch 4.5 step 4). Default 20, as in browsers. With 0 the redirect is the answer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 50.</exception>
    public int MostRedirects
    {
        get => _mostRedirects;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LimitOfRedirects);
            _mostRedirects = value;
        }
    }

    /// <summary>Whether answers come with their <see cref="Exchanges"/>. Default false: it costs a look at every cookie of the domain.</summary>
    public bool Explain { get; init; }

    /// <summary>Whether a redirect from https to http is followed. Default false: it is the answer then, as with the framework's handlers. Browsers follow it.</summary>
    public bool InsecureFollowToHttp { get; init; }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">More than <see cref="MostRedirects"/> redirects.</exception>
    /// <exception cref="InvalidOperationException">The inner handler keeps cookies or follows redirects itself.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        MakeReady();
        var way = new RedirectWay(this, request);
        while (true)
        {
            way.AddCookies();
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!way.GoesOn(response))
            {
                return response;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">More than <see cref="MostRedirects"/> redirects.</exception>
    /// <exception cref="InvalidOperationException">The inner handler keeps cookies or follows redirects itself.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        MakeReady();
        var way = new RedirectWay(this, request);
        while (true)
        {
            way.AddCookies();
            HttpResponseMessage response = base.Send(request, cancellationToken);
            if (!way.GoesOn(response))
            {
                return response;
            }
        }
    }

    private void MakeReady()
    {
        if (_isReady)
        {
            return;
        }

        lock (_gate)
        {
            InnerHandler ??= new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                // Cookies are octets; the framework's default refuses those above 127.
                RequestHeaderEncodingSelector = (name, _) => name == "Cookie" ? Encoding.Latin1 : null,
            };
            HttpMessageHandler? last = InnerHandler;
            while (last is DelegatingHandler outer)
            {
                last = outer.InnerHandler;
            }

            if (last is SocketsHttpHandler { UseCookies: true } or SocketsHttpHandler { AllowAutoRedirect: true }
                or HttpClientHandler { UseCookies: true } or HttpClientHandler { AllowAutoRedirect: true })
            {
                throw new InvalidOperationException("Set UseCookies and AllowAutoRedirect of the inner handler to false; CookieJarHandler does both.");
            }

            _isReady = true;
        }
    }
}
