using System.Diagnostics;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// Decides about a request to an application: where it comes from, who sends it, and whether that is enough for the place. Each request is
/// decided anew for its own place; what is remembered is the session, never the answer (promise R12).
/// </summary>
internal sealed class Gate(AccessRules rules, OriginalSource source, Deployment deployment, Recognition recognition, TimeProvider time)
{
    public async ValueTask<Verdict> DecideAsync(HttpContext context, OriginalRequest original)
    {
        HttpRequest request = context.Request;
        var session = new RequestSession(context, Credentials.Of(request, deployment));
        if (!OriginalRequest.IsMethod(original.Method))
        {
            return new Verdict.Refused(Reason.MethodRefused);
        }

        // What nobody knows may be anything: it is treated like the worst (promise R6).
        Requirement needed = original.IsKnownMethod ? rules.Of(original.Host, original.Target) : rules.Of(original.Host, original.Target).And(Requirement.SignedIn);
        bool isUnsafe = OriginalSource.IsUnsafe(original, request);
        if (isUnsafe && !needed.AllowsCrossSite && source.Refuse(original, request, session.Credentials) is { } reason)
        {
            return new Verdict.Refused(reason);
        }

        if (needed.AllowsPreflight && OriginalSource.IsPreflight(original, request))
        {
            return new Verdict.Allowed(Session: null, TimeSpan.Zero);
        }

        if (!session.Credentials.IsEmpty)
        {
            using Activity? span = RequestTrace.Begin();
            session.Decide(await recognition.DecideAsync(session.Credentials, !isUnsafe, context.RequestAborted));
            RequestTrace.Decided(span, session.Decision);
            RequestTrace.Note(context, session);
        }

        // Not Match, whose branches would be made anew for each request.
        return session.Decision switch
        {
            Decision.Valid valid => Missing(needed, valid.Session) is { } missing ? new Verdict.Refused(missing) : new Verdict.Allowed(valid.Session, valid.Stale),
            Decision.Anonymous nobody => needed.IsPublic ? new Verdict.Allowed(Session: null, TimeSpan.Zero) : new Verdict.Refused(nobody.Reason),
            // Also of a public place: the application would take somebody for nobody.
            _ => new Verdict.Refused(Reason.StoreUnavailable),
        };
    }

    private Reason? Missing(Requirement needed, Session session)
    {
        foreach (string role in needed.Roles)
        {
            if (!session.User.Roles.Contains(role, StringComparer.Ordinal))
            {
                return Reason.RoleRequired;
            }
        }

        return needed.Fresh is { } age && time.GetUtcNow() - session.AuthenticatedAt > age ? Reason.FreshLoginRequired : null;
    }
}
