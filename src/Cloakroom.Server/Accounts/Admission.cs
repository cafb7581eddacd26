using Cloakroom.Server.Throttling;

namespace Cloakroom.Server.Accounts;

/// <summary>Lets somebody in who has proved all that their account asks for: the last step of every login, whatever the steps before.</summary>
internal sealed class Admission(ISessions sessions, Arrivals arrivals, ILogger<Admission> logger)
{
    /// <param name="context">The request, answered by what this returns.</param>
    /// <param name="signIn">Who it is, and how they proved it.</param>
    public async Task<IResult> AdmitAsync(HttpContext context, SignIn signIn)
    {
        SignedIn signedIn = await sessions.SignInAsync(signIn, context.RequestAborted);
        Session session = signedIn.Session;
        await arrivals.NoteAsync(context, session);
        Log.LoggedIn(logger, session.UserId, session.Digest.ToString(), session.Device);
        return context.Request.HasFormContentType ? FormAnswer.Done(context.Request) : signedIn;
    }

    /// <summary>For whoever has just got an account: a person who fills in the form expects to be in; a program asked for an account, not for a session.</summary>
    /// <param name="context">The request, answered by what this returns.</param>
    /// <param name="user">Whose account it is.</param>
    /// <param name="next">Where a person goes on.</param>
    public async Task<IResult> WelcomeAsync(HttpContext context, SessionUser user, IResult next)
    {
        ThrottledEndpoints.Succeeded(context);
        if (!context.Request.HasFormContentType)
        {
            return Results.Json(new { user = SessionJson.User(user) }, ServerJson.Options, statusCode: StatusCodes.Status201Created);
        }

        SignedIn signedIn = await sessions.SignInAsync(user, context.RequestAborted);
        await arrivals.NoteAsync(context, signedIn.Session);
        return next;
    }
}
