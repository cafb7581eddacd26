using System.Security.Claims;
using Cloakroom.Cookies;
using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>Sessions of the request being answered.</summary>
internal sealed class RequestSessions(IHttpContextAccessor accessor, SessionEngine engine, Deployment deployment) : ISessions
{
    private HttpContext Context => accessor.HttpContext
        ?? throw new InvalidOperationException("ISessions works while a request is answered; use ISessionStore elsewhere.");

    public Session? Current => RequestSession.Of(Context).Session;

    public Task<SignedIn> SignInAsync(SessionUser user, CancellationToken cancellationToken = default) =>
        SignInAsync(new SignIn(user) { Device = DeviceName.From(Context.Request.Headers.UserAgent.ToString()) }, cancellationToken);

    public async Task<SignedIn> SignInAsync(SignIn signIn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        HttpContext context = Context;
        if (!deployment.Origin.IsHttps && !PublicOrigin.IsLoopback(context.Request.Host.Host))
        {
            // The cookie of http loopback has no Secure. Behind a proxy with another host name it would be a plain-text cookie in public.
            throw new RefusedException(Refusal.Because(Reason.InvalidRequest,
                $"This application is set up for {deployment.Origin.Serialized}; set Cloakroom:PublicUrl to the address that browsers use."));
        }

        StartedSession started = await engine.SignInAsync(signIn, RequestSession.Of(context).Shown, cancellationToken);
        Show(context, started);
        return new SignedIn(started.Session);
    }

    public async Task<Session?> RotateAsync(SessionUser user, bool reauthenticated, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        HttpContext context = Context;
        if (RequestSession.Of(context).Session is not { } current)
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

        Show(context, started);
        return started.Session;
    }

    public async Task<bool> SignOutAsync()
    {
        HttpContext context = Context;
        RequestSession shown = RequestSession.Of(context);
        EndOutcome outcome = shown.Shown is { } id ? await engine.EndAsync(new(id.Digest(), EndReason.LoggedOut)) : EndOutcome.Absent;
        ShowCookie(context, deployment.Cookie.Delete());
        SetCookie csrf = CsrfEndpoint.Cookie(deployment, "");
        if (context.Request.Cookies.ContainsKey(csrf.Name))
        {
            context.Response.Headers.Append("Set-Cookie", csrf.AsDeletion().ToHeader());
        }

        // Not "cookies": that would clear the whole registrable domain (Clear Site Data 3.2).
        context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        context.Features.Set<RequestSession>(null);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        return outcome != EndOutcome.Pending;
    }

    public async Task<IReadOnlyList<Session>> ListAsync(CancellationToken cancellationToken = default) =>
        Current is { } current ? await engine.ListAsync(current.UserId, cancellationToken) : [];

    public async Task<bool> EndAsync(string handle, CancellationToken cancellationToken = default)
    {
        if (!SessionHandle.TryParse(handle, out SessionHandle wanted))
        {
            return false;
        }

        Session? session = (await ListAsync(cancellationToken)).FirstOrDefault(s => s.Handle == wanted);
        return session is not null && await engine.EndAsync(new(session.Digest, EndReason.Revoked)) != EndOutcome.Absent;
    }

    public async Task<bool> EndOthersAsync() =>
        Current is not { } current
        || await engine.EndAllAsync(new(current.UserId, current.Digest, EndReason.Revoked)) != EndOutcome.Pending;

    public async Task<bool> EndUserAsync(string userId, EndReason why) =>
        await engine.EndAllAsync(new(userId, Except: null, why)) != EndOutcome.Pending;

    private void Show(HttpContext context, StartedSession started)
    {
        ShowCookie(context, deployment.Cookie.Issue(started.Id));
        context.Features.Set(new RequestSession(new Decision.Valid(started.Session), started.Id));
        context.User = SessionIdentity.Principal(started.Session);
    }

    private void ShowCookie(HttpContext context, string line)
    {
        IHeaderDictionary headers = context.Response.Headers;
        string prefix = deployment.Cookie.Name + "=";
        // Two logins in one answer would leave two lines of one name (RFC 6265bis 4.1.1: servers should not).
        headers.SetCookie = headers.SetCookie.Where(l => l is null || !l.StartsWith(prefix, StringComparison.Ordinal)).Append(line).ToArray();
        Identity.MarkDependent(headers);
    }
}
