using Cloakroom.Cookies;
using Cloakroom.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom;

/// <summary>Reads the tokens that a request shows, and says whose it is.</summary>
internal sealed class OfflineCredentials
{
    private readonly Issuer _issuer;
    private readonly string _cookie;
    private readonly Csrf.CrossOriginPolicy _policy;

    public OfflineCredentials(Issuer issuer)
    {
        PublicOrigin origin = issuer.Options.Issuer;
        _issuer = issuer;
        _cookie = SessionCookie.Named("access_token", origin, TimeSpan.FromDays(1), SameSite.Strict).Name;
        _policy = new Csrf.CrossOriginPolicy(origin, issuer.Options.Origins);
    }

    /// <summary>Whether a token is shown in the header Authorization (RFC 6750 2.1).</summary>
    public static bool HasBearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } one] ? Credentials.IsBearer(one) : request.Headers.Authorization.Any(Credentials.IsBearer);

    /// <summary>Null when nothing is shown.</summary>
    public async ValueTask<TokenVerdict?> VerifyAsync(HttpRequest request)
    {
        TokenVerdict? bearer = HasBearer(request) ? await BearerAsync(request) : null;
        if (bearer is { Token: null } || !_issuer.Options.AcceptCookie || request.Headers.Cookie.Count == 0)
        {
            return bearer;
        }

        TokenVerdict? cookie = await CookieAsync(request, isGuarded: bearer is null);
        // What is shown on purpose counts, unless the browser adds somebody else.
        return bearer is { Token: var one } && cookie is { Token: { } two } && one?.Subject != two.Subject
            ? TokenVerdict.Refused(Reason.AmbiguousCredentials) : bearer ?? cookie;
    }

    private ValueTask<TokenVerdict> BearerAsync(HttpRequest request)
    {
        StringValues header = request.Headers.Authorization;
        // Two of them leave it open which one counts.
        return header is [{ } one]
            ? _issuer.VerifyAsync(Credentials.TokenIn(one), request.HttpContext.RequestAborted) : new(TokenVerdict.Refused(Reason.InvalidRequest));
    }

    private async ValueTask<TokenVerdict?> CookieAsync(HttpRequest request, bool isGuarded)
    {
        string joined = string.Join("; ", request.Headers.Cookie.ToArray());
        CookieMatch match = CookieHeader.Find(joined, _cookie, out ReadOnlySpan<char> value);
        string token = value.ToString();
        if (match != CookieMatch.One)
        {
            return match == CookieMatch.None ? null : TokenVerdict.Refused(Reason.AmbiguousCredentials);
        }

        if (isGuarded && !CrossOriginCheck.IsSafe(request.HttpContext, EndpointMarks.Of(request.HttpContext.GetEndpoint()))
            && _policy.Refuse(
                CrossOriginCheck.Single(request.Headers["Sec-Fetch-Site"]), CrossOriginCheck.Single(request.Headers.Origin), cookieAuthenticates: true,
                () => Csrf.TokenCheck.Missing) is { } reason)
        {
            return TokenVerdict.Refused(reason);
        }

        return await _issuer.VerifyAsync(token.AsMemory(), request.HttpContext.RequestAborted);
    }
}
