using System.Security.Claims;
using Cloakroom.Cookies;
using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>Sessions of the request being answered.</summary>
internal sealed class RequestSessions(
    CurrentRequest here, SessionEngine engine, SessionCarriers carriers, Deployment deployment, Confirmation confirmation,
    HookCalls hooks) : ISessions
{
    public Session? Current => RequestSession.Of(Context) is { Decision: not Decision.Unavailable } request
        ? request.Session : throw new StoreUnavailableException("Nobody can tell whether there is a session.");

    public CancellationToken Ended => Current is null ? CancellationToken.None : OpenEnds.Watch(Context, RequestSession.Of(Context)).Ended;

    public string? CsrfToken => RequestSession.Of(Context) is { Session: not null } request && (request.Shown?.Id ?? request.Credentials.Binding) is { } id
        ? Csrf.CsrfToken.Create(id) : null;

    private HttpContext Context => here.Context;

    public Task<SignedIn> SignInAsync(SessionUser user, CancellationToken cancellationToken = default) =>
        SignInAsync(new SignIn(user), cancellationToken);

    public async Task<SignedIn> SignInAsync(SignIn signIn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        HttpContext context = ContextForHandOver(signIn.Carrier);
        if (signIn.Device.Length == 0)
        {
            signIn = signIn with { Device = DeviceName.From(context.Request.Headers.UserAgent.ToString()) };
        }

        RequestSession request = RequestSession.Of(context);
        // What another carrier shows is another session, which may go on beside this one.
        bool isSameCarrier = request.Session is not { } shown || shown.Carrier == signIn.Carrier;
        StartedSession started = await engine.SignInAsync(signIn, isSameCarrier ? request.Shown?.DigestIn(engine) : null, cancellationToken)
            ?? throw new RefusedException(Refusal.Because(Reason.Revoked, "All sessions of this user were ended while this login was under way; log in again."));
        started = started with { Session = await confirmation.OfNewAsync(started.Session, cancellationToken) };
        TokenPair? tokens = await carriers.HandOverAsync(context, started);
        if (signIn.Carrier != Carrier.Token && request.Session?.UserId != started.Session.UserId)
        {
            // A browser that showed two users would be refused as both.
            carriers.WithdrawOthers(context, request.Credentials, signIn.Carrier);
        }

        request.Become(new Decision.Valid(started.Session), ShownSession.Of(started.Id));
        Telemetry.SessionsBegun.Add(1, new KeyValuePair<string, object?>("carrier", SessionJson.Carrier(started.Session)));
        await hooks.BeganAsync(started.Session);
        return new SignedIn(started.Session, tokens);
    }

    public async Task<SignedIn?> RotateAsync(SessionUser user, bool reauthenticated, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        HttpContext context = ContextForHandOver(Carrier.Cookie);
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

        started = started with { Session = await confirmation.OfRotatedAsync(started.Session, cancellationToken) };
        TokenPair? tokens = await carriers.HandOverAsync(context, started);
        RequestSession.Of(context).Become(new Decision.Valid(started.Session), ShownSession.Of(started.Id));
        return new SignedIn(started.Session, tokens);
    }

    public async Task<EndOutcome> SignOutAsync(bool everywhere = false)
    {
        HttpContext context = Context;
        RequestSession request = RequestSession.Of(context);
        EndOutcome outcome = request switch
        {
            { Session: { } session } when everywhere => await engine.EndAllAsync(new(session.UserId, Except: null, EndReason.LoggedOut)),
            { Shown.Id: { } id, Decision: Decision.Unavailable } when everywhere => await engine.EndAllLaterAsync(id, EndReason.LoggedOut),
            { Shown.Token: { } token, Decision: Decision.Unavailable } when everywhere => await engine.EndAllAsync(new(token.Subject, Except: null, EndReason.LoggedOut)),
            { Shown: { } shown } => await engine.EndAsync(new(shown.DigestIn(engine), EndReason.LoggedOut), request.Session),
            { Credentials.Refresh: { } refresh } => await EndAsync(engine.DigestOf(refresh.Session), everywhere),
            _ => EndOutcome.Absent,
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

    public async Task<int> UpdateUserAsync(SessionUser user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        return await engine.UpdateUserAsync(user, cancellationToken);
    }

    public async Task<EndOutcome> EndUserAsync(string userId, EndReason why) =>
        await engine.EndAllAsync(new(userId, Except: null, why));

    // The access token beside it has expired, and a logout is not to wait for a new one.
    private async Task<EndOutcome> EndAsync(SessionDigest digest, bool everywhere) =>
        everywhere && await engine.AskStoreAsync(digest, Context.RequestAborted) is Decision.Valid { Session: var session }
            ? await engine.EndAllAsync(new(session.UserId, Except: null, EndReason.LoggedOut))
            : await engine.EndAsync(new(digest, EndReason.LoggedOut));

    // Checked before the store is asked: a session that cannot be handed over must not begin.
    private HttpContext ContextForHandOver(Carrier carrier)
    {
        HttpContext context = Context;
        if (context.Response.HasStarted)
        {
            throw new InvalidOperationException("The response has started: a cookie can be set only before its first byte.");
        }

        if (carrier != Carrier.Cookie && !carriers.HasTokens)
        {
            throw new RefusedException(Refusal.Because(Reason.InvalidRequest, "The session store keeps no data with sessions, so that there are no tokens here; leave the carrier out."));
        }

        if (carrier != Carrier.Token && !deployment.Origin.IsHttps && !PublicOrigin.IsLoopback(context.Request.Host.Host))
        {
            // The cookie of http loopback has no Secure. Behind a proxy with another host name it would be a plain-text cookie in public.
            throw new RefusedException(Refusal.Because(Reason.InvalidRequest,
                $"This application is set up for {deployment.Origin.Serialized}; set Cloakroom:PublicUrl to the address that browsers use."));
        }

        return context;
    }

    private void DeleteCookies(HttpContext context, RequestSession request)
    {
        carriers.Withdraw(context, request);
        SetCookie csrf = CsrfEndpoint.Cookie(deployment, "");
        if (context.Request.Cookies.ContainsKey(csrf.Name))
        {
            context.Response.Headers.Append("Set-Cookie", csrf.AsDeletion().ToHeader());
        }

        // Not "cookies": that would clear the whole registrable domain (Clear Site Data 3.2).
        context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
    }
}
