using System.Security.Claims;
using Cloakroom.Cookies;
using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>Sessions of the request being answered.</summary>
internal sealed class RequestSessions(IHttpContextAccessor accessor, SessionEngine engine, Deployment deployment) : ISessions
{
    public Session? Current => RequestSession.Of(Context) is { Decision: not Decision.Unavailable } request
        ? request.Session : throw new StoreUnavailableException("Nobody can tell whether there is a session.");

    private HttpContext Context => accessor.HttpContext
        ?? throw new InvalidOperationException("This works while a request is answered; use ISessionStore elsewhere.");

    public Task<SignedIn> SignInAsync(SessionUser user, CancellationToken cancellationToken = default) =>
        SignInAsync(new SignIn(user), cancellationToken);

    public async Task<SignedIn> SignInAsync(SignIn signIn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        HttpContext context = ContextForCookie();
        if (signIn.Device.Length == 0)
        {
            signIn = signIn with { Device = DeviceName.From(context.Request.Headers.UserAgent.ToString()) };
        }

        RequestSession request = RequestSession.Of(context);
        StartedSession started = await engine.SignInAsync(signIn, request.Shown?.DigestIn(engine), cancellationToken)
            ?? throw new RefusedException(Refusal.Because(Reason.Revoked, "All sessions of this user were ended while this login was under way; log in again."));
        Show(context, request, started);
        return new SignedIn(started.Session);
    }

    public async Task<Session?> RotateAsync(SessionUser user, bool reauthenticated, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        HttpContext context = ContextForCookie();
        if (Current is not { } current)
        {
            return null;
        }

        if (current.UserId != user.Id)
        {
            throw new ArgumentException("A rotation keeps the user; SignInAsync starts a session for another one.", nameof(user));
        }

        if (await engine.RotateAsync(current, user, reauthenticated, cancellationToken) is not { } started)
        {
            return null;
        }

        Show(context, RequestSession.Of(context), started);
        return started.Session;
    }

    public async Task<EndOutcome> SignOutAsync(bool everywhere = false)
    {
        HttpContext context = Context;
        RequestSession request = RequestSession.Of(context);
        EndOutcome outcome = request switch
        {
            { Shown: null } => EndOutcome.Absent,
            { Session: { } session } when everywhere => await engine.EndAllAsync(new(session.UserId, Except: null, EndReason.LoggedOut)),
            { Shown.Id: { } id, Decision: Decision.Unavailable } when everywhere => await engine.EndAllLaterAsync(id, EndReason.LoggedOut),
            { Shown: { } shown } => await engine.EndAsync(new(shown.DigestIn(engine), EndReason.LoggedOut), request.Session),
        };
        if (!context.Response.HasStarted)
        {
            DeleteCookies(context, request);
        }

        request.Become(Decision.Anonymous.Because(Reason.NoCredentials), shown: null);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        return outcome;
    }

    public async Task<IReadOnlyList<Session>> ListAsync(CancellationToken cancellationToken = default) =>
        Current is { } current ? await engine.ListAsync(current.UserId, cancellationToken) : [];

    public async Task<EndOutcome> EndAsync(string handle, CancellationToken cancellationToken = default)
    {
        if (!SessionHandle.TryParse(handle, out SessionHandle wanted))
        {
            return EndOutcome.Absent;
        }

        Session? session = (await ListAsync(cancellationToken)).FirstOrDefault(s => s.Handle == wanted);
        return session is null ? EndOutcome.Absent : await engine.EndAsync(new(session.Digest, EndReason.Revoked), session);
    }

    public async Task<EndOutcome> EndOthersAsync() => Current is { } current
        ? await engine.EndAllAsync(new(current.UserId, current.Digest, EndReason.Revoked)) : EndOutcome.Absent;

    public async Task<EndOutcome> EndUserAsync(string userId, EndReason why) =>
        await engine.EndAllAsync(new(userId, Except: null, why));

    // Checked before the store is asked: a session whose cookie cannot be set must not begin.
    private HttpContext ContextForCookie()
    {
        HttpContext context = Context;
        if (context.Response.HasStarted)
        {
            throw new InvalidOperationException("The response has started: a cookie can be set only before its first byte.");
        }

        if (!deployment.Origin.IsHttps && !PublicOrigin.IsLoopback(context.Request.Host.Host))
        {
            // The cookie of http loopback has no Secure. Behind a proxy with another host name it would be a plain-text cookie in public.
            throw new RefusedException(Refusal.Because(Reason.InvalidRequest,
                $"This application is set up for {deployment.Origin.Serialized}; set Cloakroom:PublicUrl to the address that browsers use."));
        }

        return context;
    }

    private void Show(HttpContext context, RequestSession request, StartedSession started)
    {
        WriteCookie(context, deployment.Cookie.Issue(started.Id));
        request.Become(new Decision.Valid(started.Session), ShownSession.Of(started.Id));
    }

    private void DeleteCookies(HttpContext context, RequestSession request)
    {
        if (request.ShowedSomething)
        {
            WriteCookie(context, deployment.Cookie.Delete());
        }

        SetCookie csrf = CsrfEndpoint.Cookie(deployment, "");
        if (context.Request.Cookies.ContainsKey(csrf.Name))
        {
            context.Response.Headers.Append("Set-Cookie", csrf.AsDeletion().ToHeader());
        }

        // Not "cookies": that would clear the whole registrable domain (Clear Site Data 3.2).
        context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
    }

    private void WriteCookie(HttpContext context, string line)
    {
        IHeaderDictionary headers = context.Response.Headers;
        string prefix = deployment.Cookie.Name + "=";
        // Two logins in one answer would leave two lines of one name (RFC 6265bis 4.1.1: servers should not).
        headers.SetCookie = headers.SetCookie.Where(l => l is null || !l.StartsWith(prefix, StringComparison.Ordinal)).Append(line).ToArray();
    }
}
