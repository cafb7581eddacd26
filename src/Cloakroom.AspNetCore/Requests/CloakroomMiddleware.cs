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
    RequestDelegate next, Recognition recognition, Deployment deployment, CrossOriginCheck crossOrigin, CloakroomOptions options,
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

        var session = new RequestSession(context, Credentials.Of(context.Request, deployment));
        RequestScope.Enter(context, scopes);
        return remote.IsPossible ? AskRemoteAsync(context, session) : CheckAsync(context, session);
    }

    private async Task AskRemoteAsync(HttpContext context, RequestSession session)
    {
        if (!await remote.AnswersAsync(context))
        {
            await CheckAsync(context, session);
        }
    }

    // Nearly every request has nothing to wait for in this step, nor in the next two: each is a plain call then.
    private Task CheckAsync(HttpContext context, RequestSession session)
    {
        bool isSafe = CrossOriginCheck.IsSafe(context, session.Marks);
        if (isSafe || !CrossOriginCheck.ConcernsUnsafe(context, session.Marks))
        {
            return AdmitAsync(context, session, isSafe);
        }

        ValueTask<Reason?> refusal = crossOrigin.RefuseAsync(context, session.Credentials.HasCookie, session.Credentials.Binding);
        return refusal.IsCompletedSuccessfully ? CheckedAsync(context, session, refusal.Result) : CheckAsync(context, session, refusal);
    }

    private async Task CheckAsync(HttpContext context, RequestSession session, ValueTask<Reason?> refusal) => await CheckedAsync(context, session, await refusal);

    private Task CheckedAsync(HttpContext context, RequestSession session, Reason? refusal)
    {
        if (refusal is not null)
        {
            return Refusal.Because(refusal).ExecuteAsync(context);
        }

        session.IsFromHere = true;
        return AdmitAsync(context, session, isSafe: false);
    }

    private Task AdmitAsync(HttpContext context, RequestSession session, bool isSafe)
    {
        AntiforgeryMark.Set(context, session.Marks);
        if (session.Credentials.IsEmpty)
        {
            return AnonymousAsync(context, session);
        }

        if (!_claimsStayAsTheyAre || RequestTrace.IsWatched || recognition.Recall(in session.Credentials) is not { } known)
        {
            return RecognizeAsync(context, session, isSafe);
        }

        session.Decide(known);
        Telemetry.Decisions.Add(1, ValidTag);
        OpenEnds.Guard(context, session);
        return ContinueAsync(context, session);
    }

    private async Task RecognizeAsync(HttpContext context, RequestSession session, bool isSafe)
    {
        if (await DecideAsync(context, session, isSafe))
        {
            await ContinueAsync(context, session);
        }
    }

    // False when the request is answered already.
    private async ValueTask<bool> DecideAsync(HttpContext context, RequestSession session, bool isSafe)
    {
        try
        {
            using Activity? span = RequestTrace.Begin();
            session.Decide(await recognition.DecideAsync(session.Credentials, isSafe, context.RequestAborted));
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

            OpenEnds.Guard(context, session);
            await TransformClaimsAsync(context, valid.Session);
        }
        else if (session.Decision is Decision.Unavailable && !isSafe && !session.Marks.WorksWithoutStore)
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

    private Task AnonymousAsync(HttpContext context, RequestSession session) =>
        session.Marks.ReloadsSameSite && options.SameSite == SameSite.Strict && Navigation.LacksStrictCookie(context.Request)
            ? SmallPage.ReloadAsync(context) : ContinueAsync(context, session);

    private Task ContinueAsync(HttpContext context, RequestSession session)
    {
        Task answer;
        try
        {
            answer = next(context);
        }
        catch (Exception refusal) when (refusal is RefusedException or StoreUnavailableException)
        {
            answer = Task.FromException(refusal);
        }

        if (!answer.IsCompletedSuccessfully)
        {
            return ContinueAsync(context, session, answer);
        }

        NoteUnrecognized(context, session);
        return Task.CompletedTask;
    }

    private async Task ContinueAsync(HttpContext context, RequestSession session, Task answer)
    {
        try
        {
            await answer;
            NoteUnrecognized(context, session);
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

    private void NoteUnrecognized(HttpContext context, RequestSession session)
    {
        if (session is { Unrecognized: { } reason, WasTold: false })
        {
            Log.Unrecognized(logger, context.Request.Method, context.Request.Path, reason.Code);
        }
    }
}

/// <summary>An endpoint that can do its work although the store is away: logout.</summary>
internal sealed class WorksWithoutStore
{
    public static WorksWithoutStore Instance { get; } = new();
}
