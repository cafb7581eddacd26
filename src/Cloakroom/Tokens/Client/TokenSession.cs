using System.Collections.Immutable;
using Cloakroom.Cookies;

namespace Cloakroom.Tokens;

/// <summary>
/// The login of one person in a program that keeps tokens: a phone, a desktop, a command line. It logs in and out, keeps the tokens in an
/// <see cref="ITokenStore"/>, and renews them once for all who ask. Requests get them by a <see cref="CloakroomTokenHandler"/>; several
/// handlers share one session. Thread-safe.
/// </summary>
/// <example><code>
/// using var session = new TokenSession(new Uri("https://app.example"), store);
/// using var client = new HttpClient(new CloakroomTokenHandler(session));
/// LoginResult login = await session.LoginAsync(email, password);
/// </code></example>
public sealed class TokenSession : IDisposable
{
    // A server that cannot renew is not asked again before every request.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly TokenServer _server;
    private readonly KeptTokens _kept;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private ImmutableArray<Uri> _origins = [];
    private TimeSpan _renewBefore = TimeSpan.FromSeconds(30);
    private TimeSpan _refreshTimeout = TimeSpan.FromSeconds(4);
    private Task<Renewal>? _renewing;
    private long _pausedUntil;

    /// <summary>A session at a server.</summary>
    /// <param name="server">Where people log in, an origin such as <c>https://app.example</c>; http on loopback only.</param>
    /// <param name="store">Where tokens are kept. Default: in memory, and the login ends with the program.</param>
    /// <param name="network">The network for login, renewal and logout, not disposed here. It must not follow redirects. Default: one of its own.</param>
    /// <param name="time">The clock. Default: the system's.</param>
    /// <exception cref="ArgumentException">The address is no origin, or plain http to another machine; or the network follows redirects.</exception>
    public TokenSession(Uri server, ITokenStore? store = null, HttpMessageHandler? network = null, TimeProvider? time = null)
    {
        Server = Checked(server);
        if (Redirect.IsFollowedBelow(network))
        {
            throw new ArgumentException("Set AllowAutoRedirect of the network handler to false: a redirect would be shown the refresh token.", nameof(network));
        }

        _time = time ?? TimeProvider.System;
        _server = new TokenServer(Server, network, _time);
        _kept = new KeptTokens(store ?? new MemoryTokenStore());
    }

    /// <summary>
    /// The server has ended the session; the tokens are deleted, and requests get their 401. Show the login. Raised on a thread of the pool;
    /// neither by <see cref="LogoutAsync"/> nor by an outage.
    /// </summary>
    public event EventHandler<SessionEndedEventArgs>? Ended;

    /// <summary>The server.</summary>
    public Uri Server { get; }

    /// <summary>Other origins whose requests get the access token: services that accept tokens of this server. Default none.</summary>
    /// <exception cref="ArgumentException">An address is no origin, or plain http to another machine.</exception>
    public ImmutableArray<Uri> Origins
    {
        get => _origins;
        init => _origins = [.. value.Select(Checked)];
    }

    /// <summary>How long before its end an access token is renewed, 0 to 5 minutes. Default 30 seconds. Until its end it goes on where that fails.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 5 minutes.</exception>
    public TimeSpan RenewBefore
    {
        get => _renewBefore;
        init => _renewBefore = Within(value, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    /// <summary>
    /// How long an answer to a renewal is waited for, 1 second to 1 minute. Default 4 seconds. It is asked for twice; both times together should
    /// stay below the server's <c>Token:RefreshGrace</c>, in which a lost answer can be had again.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 second or above 1 minute.</exception>
    public TimeSpan RefreshTimeout
    {
        get => _refreshTimeout;
        init => _refreshTimeout = Within(value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    /// <summary>Whether there are tokens. What the server thinks of them, a request finds out.</summary>
    public async Task<bool> HasTokensAsync(CancellationToken cancellationToken = default) =>
        await _kept.GetAsync(cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Logs in with a password, by <c>POST /auth/login</c>. The tokens take the place of those before.</summary>
    /// <exception cref="HttpRequestException">The server does not answer, or not as one of ours.</exception>
    public async Task<LoginResult> LoginAsync(string email, string password, CancellationToken cancellationToken = default)
    {
        using HttpContent body = TokenServer.Json(("email", email), ("password", password), ("carrier", "token"));
        return await LoginAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Logs in by an endpoint of your own that answers as <c>/auth/login</c> does, or by the second step after <c>mfa_required</c>.</summary>
    /// <param name="body">What the endpoint wants.</param>
    /// <param name="path">Where, at <see cref="Server"/>.</param>
    /// <param name="cancellationToken">Stops waiting; whether the server has begun a session is not known then.</param>
    /// <exception cref="ArgumentException">The path leads to another origin.</exception>
    /// <exception cref="HttpRequestException">The server does not answer, or not as one of ours.</exception>
    public async Task<LoginResult> LoginAsync(HttpContent body, string path = "/auth/login", CancellationToken cancellationToken = default)
    {
        Uri url = _server.Url(path);
        if (!Redirect.IsSameOrigin(Server, url))
        {
            throw new ArgumentException($"The path leads to {url.Host}; give one at {Server}.", nameof(path));
        }

        (ClientTokens? tokens, LoginResult result) = await _server.LoginAsync(url, body, cancellationToken).ConfigureAwait(false);
        if (tokens is not null)
        {
            await _kept.PutAsync(tokens).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>
    /// Logs out: here at once and in any case, and at the server, by <c>POST /auth/revoke</c> (RFC 7009), which also ends a session whose
    /// access token has expired, or by <c>POST /auth/logout</c> while the server cannot look the refresh token up.
    /// </summary>
    /// <param name="everywhere">Ends all sessions of the person, by <c>POST /auth/logout?all=true</c>.</param>
    /// <param name="cancellationToken">Stops waiting for the server.</param>
    /// <returns>Whether the server has heard it; if not, the session there ends by its idle time, or from the list of sessions.</returns>
    public async Task<bool> LogoutAsync(bool everywhere = false, CancellationToken cancellationToken = default)
    {
        if (await _kept.TakeAsync().ConfigureAwait(false) is not { } tokens)
        {
            return !everywhere;
        }

        if (!everywhere)
        {
            return await _server.LogoutAsync(tokens, cancellationToken).ConfigureAwait(false);
        }

        // The server answers a logout with an expired token as one that has nothing to end.
        return await _server.RefreshAsync(tokens, RefreshTimeout).WaitAsync(cancellationToken).ConfigureAwait(false) is Renewal.Fresh { Tokens: var fresh }
            && await _server.LogoutEverywhereAsync(fresh, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives back the network connections. The tokens stay in the store.</summary>
    public void Dispose()
    {
        _server.Dispose();
        _kept.Dispose();
    }

    /// <summary>Whether requests to this address get the access token.</summary>
    internal bool Serves(Uri url) => Redirect.IsSameOrigin(Server, url) || Origins.Any(o => Redirect.IsSameOrigin(o, url));

    /// <summary>Tokens for a request, renewed if it is time.</summary>
    internal async Task<Renewal> GetAsync(CancellationToken cancellationToken)
    {
        if (await _kept.GetAsync(cancellationToken).ConfigureAwait(false) is not { } tokens)
        {
            return new Renewal.Gone(Code: null);
        }

        bool isGood = _time.GetUtcNow() < tokens.ExpiresAt;
        if (!IsDue(tokens) || (isGood && _time.GetUtcNow().UtcTicks < Volatile.Read(ref _pausedUntil)))
        {
            return new Renewal.Fresh(tokens);
        }

        Renewal renewal = await RenewAsync(tokens, cancellationToken).ConfigureAwait(false);
        if (renewal is not Renewal.Away || !isGood)
        {
            return renewal;
        }

        Volatile.Write(ref _pausedUntil, (_time.GetUtcNow() + Pause).UtcTicks);
        return new Renewal.Fresh(tokens);
    }

    /// <summary>The successor of tokens that are due or were refused: one call to the server for all who ask.</summary>
    internal async Task<Renewal> RenewAsync(ClientTokens old, CancellationToken cancellationToken)
    {
        Renewal renewal = await Renewing(old).WaitAsync(cancellationToken).ConfigureAwait(false);
        // One that was under way for older tokens may have brought the very ones that were refused.
        return renewal is Renewal.Fresh fresh && fresh.Tokens.Are(old) ? await Renewing(old).WaitAsync(cancellationToken).ConfigureAwait(false) : renewal;
    }

    private Task<Renewal> Renewing(ClientTokens old)
    {
        lock (_gate)
        {
            // On a thread of the pool, and for nobody's cancellation: others wait for it, and its answer must be kept.
            return _renewing is { IsCompleted: false } running ? running : _renewing = Task.Run(() => RunAsync(old));
        }
    }

    private async Task<Renewal> RunAsync(ClientTokens old)
    {
        if (await _kept.ReadAgainAsync().ConfigureAwait(false) is not { } tokens)
        {
            return new Renewal.Gone(Code: null);
        }

        if (!tokens.Are(old) && !IsDue(tokens))
        {
            return new Renewal.Fresh(tokens);
        }

        switch (await _server.RefreshAsync(tokens, RefreshTimeout).ConfigureAwait(false))
        {
            case Renewal.Fresh { Tokens: var next }:
                return Counting(await _kept.ReplaceAsync(tokens, next).ConfigureAwait(false), code: null);
            case Renewal.Gone { Code: var code }:
                (bool dropped, ClientTokens? left) = await _kept.DropAsync(tokens).ConfigureAwait(false);
                if (dropped && code is not null)
                {
                    Ended?.Invoke(this, new SessionEndedEventArgs(code));
                }

                return Counting(left, code);
            case var away:
                return away;
        }
    }

    private static Renewal Counting(ClientTokens? left, string? code) => left is null ? new Renewal.Gone(code) : new Renewal.Fresh(left);

    // Of a token with a short life, at most half is given up: renewing must not begin at once again.
    private bool IsDue(ClientTokens tokens) => tokens.ExpiresAt - _time.GetUtcNow() <= (tokens.Life / 2 is { } half && half < RenewBefore ? half : RenewBefore);

    private static Uri Checked(Uri origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return origin is { IsAbsoluteUri: true, Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" }
            && (origin.Scheme == Uri.UriSchemeHttps || PublicOrigin.IsLoopback(origin.IdnHost)) ? origin
            : throw new ArgumentException($"Give an origin such as https://app.example, with https unless it is loopback; not {origin}.", nameof(origin));
    }

    private static TimeSpan Within(TimeSpan value, TimeSpan least, TimeSpan most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}
