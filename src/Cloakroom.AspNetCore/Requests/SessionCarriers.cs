using Cloakroom.Cookies;
using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>Hands a session to the client by its carrier, and takes it back.</summary>
internal sealed class SessionCarriers(Deployment deployment, RefreshTokens refresh, TokenAccess tokens)
{
    /// <summary>Whether sessions with tokens can begin here.</summary>
    public bool HasTokens => refresh.IsPossible;

    /// <summary>Sets the cookies, or makes the tokens, of a session that has just begun or has a new ID.</summary>
    /// <returns>The tokens, where the answer has to tell them.</returns>
    /// <exception cref="StoreUnavailableException">The session is ended again, where it has just begun.</exception>
    public async ValueTask<TokenPair?> HandOverAsync(HttpContext context, StartedSession started)
    {
        if (started.Session.Carrier == Carrier.Cookie)
        {
            Write(context, deployment.Cookie, deployment.Cookie.Issue(started.Id));
            return null;
        }

        // It was made, or made anew, when it was last seen.
        return HandOver(context, started.Session, await refresh.BeginAsync(started), started.Session.LastSeenAt);
    }

    /// <summary>The same for a session whose refresh token was exchanged.</summary>
    public TokenPair? HandOver(HttpContext context, Session session, RefreshToken next, DateTimeOffset read)
    {
        TokenPair pair = tokens.Issue(session, next, read);
        if (session.Carrier == Carrier.Token)
        {
            return pair;
        }

        Write(context, deployment.AccessCookie, deployment.AccessCookie.Issue(pair.AccessToken));
        Write(context, deployment.RefreshCookie, deployment.RefreshCookie.Issue(pair.RefreshToken));
        return null;
    }

    /// <summary>Deletes every cookie that shows a session, of those that came with the request or were set by its answer.</summary>
    public void Withdraw(HttpContext context, RequestSession request)
    {
        Credentials shown = request.Credentials;
        Withdraw(
            context, shown.SessionCookie != CookieMatch.None || request.Session?.Carrier == Carrier.Cookie,
            shown.AccessCookie != CookieMatch.None || shown.RefreshCookie != CookieMatch.None || request.Session?.Carrier == Carrier.JwtCookie);
    }

    /// <summary>Deletes those that came with the request and belong to another carrier.</summary>
    public void WithdrawOthers(HttpContext context, Credentials shown, Carrier carrier) => Withdraw(
        context, carrier != Carrier.Cookie && shown.SessionCookie != CookieMatch.None,
        carrier != Carrier.JwtCookie && (shown.AccessCookie != CookieMatch.None || shown.RefreshCookie != CookieMatch.None));

    private void Withdraw(HttpContext context, bool cookie, bool tokens)
    {
        if (cookie)
        {
            Write(context, deployment.Cookie, deployment.Cookie.Delete());
        }

        if (tokens)
        {
            Write(context, deployment.AccessCookie, deployment.AccessCookie.Delete());
            Write(context, deployment.RefreshCookie, deployment.RefreshCookie.Delete());
        }
    }

    // Two logins in one answer would leave two lines of one name (RFC 6265bis 4.1.1: servers should not).
    private static void Write(HttpContext context, SessionCookie cookie, string line)
    {
        IHeaderDictionary headers = context.Response.Headers;
        string prefix = cookie.Name + "=";
        headers.SetCookie = headers.SetCookie.Where(l => l is null || !l.StartsWith(prefix, StringComparison.Ordinal)).Append(line).ToArray();
    }
}
