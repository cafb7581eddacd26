using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Cloakroom.Cookies;

/// <summary>
/// A cookie jar that decides exactly as a browser does, by draft-ietf-httpbis-rfc6265bis, and says why. A search costs what the cookies of the
/// matching domains cost, however many others there are. Thread-safe.
/// </summary>
public sealed partial class CookieJar
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly CookieJarOptions _options;
    private readonly List<KeptCookie> _sent = [];
    private CookieStore _store;

    /// <summary>An empty jar.</summary>
    /// <param name="options">What the draft leaves open; default <see cref="CookieJarOptions"/> as it is.</param>
    /// <param name="clock">Gives creation and access times and decides what has expired; default the system's.</param>
    public CookieJar(CookieJarOptions? options = null, TimeProvider? clock = null)
    {
        (_options, _clock) = (options ?? new(), clock ?? TimeProvider.System);
        _store = NewStore();
    }

    /// <summary>The choices it was made with.</summary>
    public CookieJarOptions Options => _options;

    /// <summary>How many cookies there are now; none of them has expired.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                _store.EvictExpired(Now);
                return _store.Count;
            }
        }
    }

    private long Now => _clock.GetUtcNow().UtcTicks;

    /// <summary>Receives the value of one Set-Cookie field, or what a script assigns to <c>document.cookie</c> (5.6, 5.7).</summary>
    /// <param name="setCookie">The exact octets. Any: what no browser takes is refused, nothing is thrown.</param>
    /// <param name="context">Where it comes from.</param>
    public CookieDecision Receive(ReadOnlySpan<byte> setCookie, CookieContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!CookieUrl.TryRead(context.Url, _options.TrustLoopback, out CookieUrl url))
        {
            return new(CookieOutcome.Refused, CookieRule.NoCookiesHere, new(context, _options, null));
        }

        if (SetCookieLine.Parse(setCookie, _options.Dialect, out SetCookieLine line) is { } rule)
        {
            return new(CookieOutcome.Refused, rule, new(context, _options, null, line.Name.Length + line.Value.Length));
        }

        long now = Now;
        lock (_gate)
        {
            _store.EvictExpired(now);
            return new StorageModel(line, context, url, _options, _store, now).Receive();
        }
    }

    /// <summary>The same for text, of which the octets are its UTF-8 form.</summary>
    public CookieDecision Receive(string setCookie, CookieContext context)
    {
        ArgumentNullException.ThrowIfNull(setCookie);
        int length = Encoding.UTF8.GetMaxByteCount(setCookie.Length);
        byte[]? rented = length > 1024 ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> octets = rented ?? stackalloc byte[1024];
        try
        {
            return Receive(octets[..Encoding.UTF8.GetBytes(setCookie, octets)], context);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    /// <summary>Chooses the cookies for a request or a script and explains every choice (5.8.3). Counts as an access of those it sends.</summary>
    public CookieSelection Send(CookieContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!CookieUrl.TryRead(context.Url, _options.TrustLoopback, out CookieUrl url))
        {
            return new([], []);
        }

        lock (_gate)
        {
            return ExplainedRetrieval.Select(_store, context, url, _options, Now);
        }
    }

    /// <summary>The value of the Cookie field for a request, without explanations; null when none goes. Octets are read as UTF-8.</summary>
    public string? GetCookieHeader(CookieContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return GetCookieHeader(context.Url, context);
    }

    /// <summary>The same for a GET that no page began.</summary>
    /// <exception cref="ArgumentException">The address is relative.</exception>
    public string? GetCookieHeader(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.IsAbsoluteUri ? GetCookieHeader(url, null) : throw new ArgumentException($"'{url}' is not an absolute address.", nameof(url));
    }

    /// <summary>Writes the exact octets of the Cookie field's value, without explanations.</summary>
    /// <returns>False when no cookie goes, and nothing was written.</returns>
    public bool WriteCookieHeader(CookieContext context, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(writer);
        if (!CookieUrl.TryRead(context.Url, _options.TrustLoopback, out CookieUrl url))
        {
            return false;
        }

        lock (_gate)
        {
            Collect(context.Url, context, url);
            int length = CookieString.Length(_sent);
            if (length > 0)
            {
                CookieString.Write(_sent, writer.GetSpan(length));
                writer.Advance(length);
            }

            return length > 0;
        }
    }

    /// <summary>What a script assigns to <c>document.cookie</c>: <see cref="Receive(string, CookieContext)"/> with <see cref="CookieApi.Script"/>.</summary>
    public CookieDecision SetDocumentCookie(string line, CookieContext document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Receive(line, document with { Api = CookieApi.Script });
    }

    /// <summary>
    /// What <c>document.cookie</c> gives a script: <see cref="GetCookieHeader(CookieContext)"/> with <see cref="CookieApi.Script"/>, empty when
    /// nothing goes.
    /// </summary>
    public string GetDocumentCookie(CookieContext document)
    {
        ArgumentNullException.ThrowIfNull(document);
        string cookies = GetCookieHeader(document with { Api = CookieApi.Script }) ?? "";
        // In Chromium octets that are no UTF-8 keep all cookies from the script.
        return _options.Dialect == CookieDialect.Chromium && cookies.Contains('\ufffd', StringComparison.Ordinal) && !IsUtf8(document) ? "" : cookies;
    }

    /// <summary>What would become of one cookie with a request, wherever the cookie lies: a question that changes nothing.</summary>
    /// <param name="cookie">A cookie of this jar or another, also one that was refused.</param>
    /// <param name="context">The request.</param>
    public CookieDecision Explain(JarCookie cookie, CookieContext context)
    {
        ArgumentNullException.ThrowIfNull(cookie);
        ArgumentNullException.ThrowIfNull(context);
        if (!CookieUrl.TryRead(context.Url, _options.TrustLoopback, out CookieUrl url))
        {
            return new(CookieOutcome.Withheld, CookieRule.NoCookiesHere, new(context, _options, cookie.Kept));
        }

        var model = new RetrievalModel(context.Url, context, url, _options, Now);
        return ExplainedRetrieval.Judge(ref model, cookie.Kept, context, _options);
    }

    /// <summary>Every cookie, the one that was not used for the longest time first.</summary>
    public IReadOnlyList<JarCookie> GetCookies()
    {
        lock (_gate)
        {
            _store.EvictExpired(Now);
            return [.. _store.All().Select(c => new JarCookie(c))];
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _store = NewStore();
        }
    }

    /// <summary>"The current session is over" (5.7): forgets the cookies without an expiry, as a browser does when it closes.</summary>
    public void EndSession()
    {
        lock (_gate)
        {
            _store.EvictExpired(Now);
            foreach (KeptCookie cookie in _store.All().Where(c => !c.IsPersistent).ToList())
            {
                _store.Remove(cookie);
            }
        }
    }

    private bool IsUtf8(CookieContext document) => Utf8.IsValid(Send(document with { Api = CookieApi.Script }).Octets.Span);

    private string? GetCookieHeader(Uri uri, CookieContext? context)
    {
        if (!CookieUrl.TryRead(uri, _options.TrustLoopback, out CookieUrl url))
        {
            return null;
        }

        lock (_gate)
        {
            Collect(uri, context, url);
            return CookieString.Text(_sent);
        }
    }

    private void Collect(Uri uri, CookieContext? context, CookieUrl url)
    {
        long now = Now;
        _sent.Clear();
        _store.EvictExpired(now);
        new RetrievalModel(uri, context, url, _options, now).Collect(_store, _sent);

        // 5.8.3 step 3: update the last-access-time.
        foreach (KeptCookie cookie in _sent)
        {
            _store.Touch(cookie, now);
        }
    }

    private CookieStore NewStore() => new(_options.MaxPerDomain, _options.MaxTotal);
}
