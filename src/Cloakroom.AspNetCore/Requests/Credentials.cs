using Cloakroom.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom;

/// <summary>All that a request shows of sessions, read and not believed yet. The same for every carrier that it may come by.</summary>
internal readonly struct Credentials
{
    private const string Scheme = "Bearer";

    private readonly ReadOnlyMemory<char> _refresh;

    private Credentials(HttpRequest request, Deployment deployment)
    {
        StringValues authorization = request.Headers.Authorization;
        if (authorization.Count > 0)
        {
            HasAuthorization = true;
            HasBearer = authorization is [{ } one] ? IsBearer(one) : authorization.Any(IsBearer);
            HasSeveral = authorization.Count > 1;
            Bearer = HasBearer && !HasSeveral ? TokenIn(authorization[0] ?? "") : default;
        }

        StringValues header = request.Headers.Cookie;
        if (header.Count == 0)
        {
            return;
        }

        // Several fields are one list (RFC 9113 8.2.3), so a second session cookie cannot hide in a second field.
        string joined = header.Count == 1 ? header[0] ?? "" : string.Join("; ", header.ToArray());
        // All three in one pass: a browser sends whatever else it keeps for this place before them.
        CookieMatch session = CookieMatch.None, access = CookieMatch.None, refresh = CookieMatch.None;
        ReadOnlySpan<char> shownId = default, shownAccess = default, shownRefresh = default;
        string ofId = deployment.Cookie.Name, ofAccess = deployment.AccessCookie.Name, ofRefresh = deployment.RefreshCookie.Name;
        var pairs = new CookiePairs(joined);
        while (pairs.MoveNext())
        {
            ReadOnlySpan<char> name = pairs.Name;
            if (name.SequenceEqual(ofId))
            {
                CookieHeader.Note(ref session, ref shownId, pairs.Value);
            }
            else if (name.SequenceEqual(ofAccess))
            {
                CookieHeader.Note(ref access, ref shownAccess, pairs.Value);
            }
            else if (name.SequenceEqual(ofRefresh))
            {
                CookieHeader.Note(ref refresh, ref shownRefresh, pairs.Value);
            }
        }

        (SessionCookie, AccessCookie, RefreshCookie) = (session, access, refresh);
        if (session == CookieMatch.One && SessionId.TryParse(shownId, out SessionId id))
        {
            Id = id;
        }

        Access = access == CookieMatch.One ? Within(joined, shownAccess) : default;
        _refresh = refresh == CookieMatch.One ? Within(joined, shownRefresh) : default;
    }

    public CookieMatch SessionCookie { get; }

    /// <summary>The ID in the session cookie; null when it has not the form of one.</summary>
    public SessionId? Id { get; }

    public CookieMatch AccessCookie { get; }

    /// <summary>The access token in its cookie.</summary>
    public ReadOnlyMemory<char> Access { get; }

    public CookieMatch RefreshCookie { get; }

    /// <summary>The refresh token in its cookie; null when it has not the form of one. Read when asked for: it comes with every request.</summary>
    public RefreshToken? Refresh => RefreshToken.TryParse(_refresh.Span, out RefreshToken? refresh) ? refresh : null;

    /// <summary>Whether there is a header Authorization, of any scheme.</summary>
    public bool HasAuthorization { get; }

    /// <summary>Whether that header is of the scheme of bearer tokens (RFC 6750 2.1), with a token or without.</summary>
    public bool HasBearer { get; }

    /// <summary>Whether that header is there more than once, which leaves it open which one counts.</summary>
    public bool HasSeveral { get; }

    /// <summary>The token in that header; empty when it has not the form of one.</summary>
    public ReadOnlyMemory<char> Bearer { get; }

    /// <summary>Whether a browser sent anything of its own accord that could authenticate the request.</summary>
    public bool HasCookie => SessionCookie != CookieMatch.None || AccessCookie != CookieMatch.None || RefreshCookie != CookieMatch.None;

    /// <summary>Nothing that could say who it is. A refresh token by itself does not: it is for its endpoint.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>How many of those that could say who it is.</summary>
    public int Count => (HasBearer ? 1 : 0) + (SessionCookie != CookieMatch.None ? 1 : 0) + (AccessCookie != CookieMatch.None ? 1 : 0);

    /// <summary>The usual case: the session cookie and nothing else.</summary>
    public bool IsCookieOnly => !HasBearer && AccessCookie == CookieMatch.None;

    /// <summary>A secret that only this client has, for the CSRF token.</summary>
    public SessionId? Binding => Id ?? Refresh?.Session;

    public static Credentials Of(HttpRequest request, Deployment deployment) => new(request, deployment);

    /// <summary>Whether a field is of the scheme. Without a token it is all the same, and is not passed over for the cookie beside it.</summary>
    public static bool IsBearer(string? field) =>
        field is not null && field.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && (field.Length == Scheme.Length || field[Scheme.Length] is ' ' or '\t');

    /// <summary>The token of such a field; empty when there is none.</summary>
    public static ReadOnlyMemory<char> TokenIn(string field) =>
        field.Length > Scheme.Length && field[Scheme.Length] == ' ' ? field.AsMemory(Scheme.Length + 1) : default;

    private static ReadOnlyMemory<char> Within(string text, ReadOnlySpan<char> part) =>
        text.AsSpan().Overlaps(part, out int offset) ? text.AsMemory(offset, part.Length) : default;
}
