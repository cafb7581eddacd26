using System.Diagnostics;
using System.Globalization;
using System.Security.Claims;
using Cloakroom.Cookies;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>
/// Runs ahead of authorization: preflights of listed origins, origin check, then cookie or token to user. The framework's authentication handler, several times the price, is
/// kept for challenge, forbid and sign-in.
/// </summary>
internal sealed class CloakroomMiddleware(
    RequestDelegate next, SessionEngine engine, Recognition recognition, Deployment deployment, CrossOriginCheck crossOrigin, CloakroomOptions options,
    RemoteSignIn remote, ArrivalWatch arrivals, IServiceScopeFactory scopes, ILogger<CloakroomMiddleware> logger)
{
    private const string StaleHeader = "Session-Stale";
    private static readonly KeyValuePair<string, object?> ValidTag = Telemetry.Because("valid");

    private bool _claimsStayAsTheyAre;

    public Task InvokeAsync(HttpContext context)
    {
        arrivals.Look(context);
        if (deployment.Frontends.Answer(context))
        {
            return Task.CompletedTask;
        }

        Endpoint? endpoint = context.GetEndpoint();
        var session = new RequestSession(context, Credentials.Of(context.Request, deployment), endpoint);
        RequestScope.Enter(context, scopes);
        // Nearly every request has nothing to wait for here, nor in the next step.
        bool isSafe = CrossOriginCheck.IsSafe(context, endpoint);
        return remote.IsPossible || (!isSafe && CrossOriginCheck.ConcernsUnsafe(context, endpoint))
            ? CheckAsync(context, session, endpoint) : AdmitAsync(context, session, endpoint, isSafe);
    }

    private async Task CheckAsync(HttpContext context, RequestSession session, Endpoint? endpoint)
    {
        if (remote.IsPossible && await remote.AnswersAsync(context))
        {
            return;
        }

        if (CrossOriginCheck.Concerns(context, endpoint))
        {
            if (await crossOrigin.RefuseAsync(context, session.Credentials.HasCookie, session.Credentials.Binding) is { } reason)
            {
                await Refusal.Because(reason).ExecuteAsync(context);
                return;
            }

            session.IsFromHere = true;
        }

        await AdmitAsync(context, session, endpoint, CrossOriginCheck.IsSafe(context, endpoint));
    }

    private Task AdmitAsync(HttpContext context, RequestSession session, Endpoint? endpoint, bool isSafe)
    {
        AntiforgeryMark.Set(context);
        if (session.Credentials.IsEmpty)
        {
            return AnonymousAsync(context, session, endpoint);
        }

        ValueTask<bool> recognized = RecognizeAsync(context, session, endpoint, isSafe);
        return !recognized.IsCompletedSuccessfully ? AdmitAsync(context, session, recognized)
            : recognized.Result ? ContinueAsync(context, session) : Task.CompletedTask;
    }

    private async Task AdmitAsync(HttpContext context, RequestSession session, ValueTask<bool> recognized)
    {
        if (await recognized)
        {
            await ContinueAsync(context, session);
        }
    }

    // False when the request is answered already.
    private async ValueTask<bool> RecognizeAsync(HttpContext context, RequestSession session, Endpoint? endpoint, bool isSafe)
    {
        try
        {
            using Activity? span = RequestTrace.Begin();
            if (session.Credentials.IsCookieOnly)
            {
                session.Decide(session.Credentials.SessionCookie == CookieMatch.Several ? Decision.Anonymous.Because(Reason.AmbiguousCredentials)
                    : session.Shown?.Id is { } id ? await engine.AuthenticateAsync(id, isSafe, context.RequestAborted)
                    : Decision.Anonymous.Because(Reason.Malformed));
            }
            else
            {
                session.Decide(await recognition.DecideAsync(session.Credentials, isSafe, context.RequestAborted));
            }

            RequestTrace.Decided(span, session.Decision);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: neither a refusal nor an error. 499 is what the framework writes into its own logs then.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return false;
        }

        if (session.Decision is Decision.Valid valid)
        {
            Telemetry.Decisions.Add(1, ValidTag);
            if (valid.Stale > TimeSpan.Zero)
            {
                context.Response.Headers[StaleHeader] = Math.Ceiling(valid.Stale.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            OpenEnds.Guard(context, session, endpoint);
            await TransformClaimsAsync(context, valid.Session);
        }
        else if (session.Decision is Decision.Unavailable && !isSafe
            && endpoint?.Metadata.GetMetadata<WorksWithoutStore>() is null)
        {
            // Nobody knows who this is: an unsafe request does not go on as somebody else.
            await Refusal.Because(Reason.StoreUnavailable).ExecuteAsync(context);
            return false;
        }

        RequestTrace.Note(context, session);
        return true;
    }

    private async ValueTask TransformClaimsAsync(HttpContext context, Session live)
    {
        if (_claimsStayAsTheyAre)
        {
            return;
        }

        // Asked of the first request, since a transformation may need one itself.
        if (context.RequestServices.GetService<IClaimsTransformation>() is { } transformation and not NoopClaimsTransformation)
        {
            context.User = await transformation.TransformAsync(SessionIdentity.Principal(live));
        }
        else
        {
            _claimsStayAsTheyAre = true;
        }
    }

    private Task AnonymousAsync(HttpContext context, RequestSession session, Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<SameSiteReloadAttribute>() is not null
        && options.SameSite == SameSite.Strict && Navigation.LacksStrictCookie(context.Request)
            ? SmallPage.ReloadAsync(context) : ContinueAsync(context, session);

    private async Task ContinueAsync(HttpContext context, RequestSession session)
    {
        try
        {
            await next(context);
            if (session is { Unrecognized: { } reason, WasTold: false })
            {
                Log.Unrecognized(logger, context.Request.Method, context.Request.Path, reason.Code);
            }
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await (refused.Refusal?.ExecuteAsync(context) ?? Challenge.AnswerAsync(context, options));
        }
        catch (StoreUnavailableException) when (!context.Response.HasStarted)
        {
            // Clear takes a cookie with it that was to be set or deleted: an outage is not a logout (invariant 3).
            context.Response.Clear();
            await Challenge.RefuseAsync(context, Refusal.Because(Reason.StoreUnavailable));
        }
    }
}

/// <summary>An endpoint that can do its work although the store is away: logout.</summary>
internal sealed class WorksWithoutStore
{
    public static WorksWithoutStore Instance { get; } = new();
}
