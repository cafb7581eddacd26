using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom;

/// <summary>
/// Tells the trace of a request what was decided about its sender, and why. A session is the first digits of its digest: with them an operator
/// finds the lines of the log that belong to it, and nobody can do anything.
/// </summary>
internal static class RequestTrace
{
    private const string ReasonTag = "cloakroom.reason";

    /// <summary>Whether anybody listens.</summary>
    public static bool IsWatched => Telemetry.Activities.HasListeners();

    /// <summary>Null while nobody listens.</summary>
    public static Activity? Begin() => Telemetry.Activities.StartActivity("cloakroom.authenticate");

    public static void Decided(Activity? span, Decision decision)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        switch (decision)
        {
            case Decision.Valid { Session: var session }:
                span.SetTag(ReasonTag, "valid").SetTag("cloakroom.session", session.Digest.ToString()).SetTag("cloakroom.carrier", SessionJson.Carrier(session));
                break;
            case Decision.Anonymous { Reason: var reason }:
                span.SetTag(ReasonTag, reason.Code);
                break;
            default:
                span.SetTag(ReasonTag, Reason.StoreUnavailable.Code).SetStatus(ActivityStatusCode.Error);
                break;
        }
    }

    /// <summary>Notes that what was shown is worth nothing, where that is so; the answer may yet be a refusal that says it.</summary>
    public static void Note(HttpContext context, RequestSession session)
    {
        if (session.Decision is Decision.Anonymous { Reason: var reason })
        {
            session.Unrecognized = reason;
            Telemetry.Anonymous.Add(1, Telemetry.Because(reason.Code));
            Tag(context, reason);
        }
    }

    /// <summary>The same on the span of the request itself, where a search for it begins.</summary>
    public static void Tag(HttpContext context, Reason reason) =>
        (context.Features.Get<IHttpActivityFeature>()?.Activity ?? Activity.Current)?.SetTag(ReasonTag, reason.Code);
}
