using System.Globalization;
using System.Security.Claims;
using Cloakroom.Cookies;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Cloakroom;

/// <summary>
/// Runs ahead of authorization: preflights of listed origins, origin check, then cookie to user. The framework's authentication handler, several times the price, is
/// kept for challenge, forbid and sign-in.
/// </summary>
internal sealed class CloakroomMiddleware(
    RequestDelegate next, SessionEngine engine, Deployment deployment, CrossOriginCheck crossOrigin, CloakroomOptions options, RemoteSignIn remote, ArrivalWatch arrivals)
{
    private const string StaleHeader = "Session-Stale";
    private static readonly KeyValuePair<string, object?> ValidTag = new("reason", "valid");

    private bool _claimsStayAsTheyAre;

    public async Task InvokeAsync(HttpContext context)
    {
        arrivals.Look(context);
        if (deployment.Frontends.Answer(context))
        {
            return;
        }

        CookieMatch match = ReadCookie(context.Request, out SessionId? shown);
        var session = new RequestSession(context, shown is { } first ? ShownSession.Of(first) : null);
        if (remote.IsPossible && await remote.AnswersAsync(context))
        {
            return;
        }

        if (CrossOriginCheck.Concerns(context)
            && await crossOrigin.RefuseAsync(context, match != CookieMatch.None, shown) is { } reason)
        {
            await Refusal.Because(reason).ExecuteAsync(context);
            return;
        }

        if (match == CookieMatch.None)
        {
            await AnonymousAsync(context);
            return;
        }

        if (await RecognizeAsync(context, session, match))
        {
            await ContinueAsync(context);
        }
    }

    // False when the request is answered already.
    private async ValueTask<bool> RecognizeAsync(HttpContext context, RequestSession session, CookieMatch match)
    {
        try
        {
            session.Decide(match == CookieMatch.Several ? Decision.Anonymous.Because(Reason.AmbiguousCredentials)
                : session.Shown?.Id is { } id ? await engine.AuthenticateAsync(id, CrossOriginCheck.IsSafe(context.Request), context.RequestAborted)
                : Decision.Anonymous.Because(Reason.Malformed));
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

            await TransformClaimsAsync(context, valid.Session);
        }
        else if (session.Decision is Decision.Unavailable && !CrossOriginCheck.IsSafe(context.Request)
            && context.GetEndpoint()?.Metadata.GetMetadata<WorksWithoutStore>() is null)
        {
            // Nobody knows who this is: an unsafe request does not go on as somebody else.
            await Refusal.Because(Reason.StoreUnavailable).ExecuteAsync(context);
            return false;
        }

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

    private Task AnonymousAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<SameSiteReloadAttribute>() is not null
        && options.SameSite == SameSite.Strict && Navigation.LacksStrictCookie(context.Request)
            ? SmallPage.ReloadAsync(context) : ContinueAsync(context);

    private async Task ContinueAsync(HttpContext context)
    {
        try
        {
            await next(context);
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

    private CookieMatch ReadCookie(HttpRequest request, out SessionId? shown)
    {
        shown = null;
        StringValues header = request.Headers.Cookie;
        if (header.Count == 0)
        {
            return CookieMatch.None;
        }

        // Several fields are one list (RFC 9113 8.2.3), so a second session cookie cannot hide in a second field.
        string joined = header.Count == 1 ? header[0] ?? "" : string.Join("; ", header.ToArray());
        CookieMatch match = CookieHeader.Find(joined, deployment.Cookie.Name, out ReadOnlySpan<char> value);
        if (match == CookieMatch.One && SessionId.TryParse(value, out SessionId id))
        {
            shown = id;
        }

        return match;
    }
}

/// <summary>An endpoint that can do its work although the store is away: logout.</summary>
internal sealed class WorksWithoutStore
{
    public static WorksWithoutStore Instance { get; } = new();
}
