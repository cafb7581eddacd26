using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.Admin;

/// <summary>What an act is answered with: a program reads a status, and a person who sent a form is sent back to the page it stands on.</summary>
internal static class AdminAnswer
{
    /// <summary>It is done: 204, or the page with a line that says so.</summary>
    /// <param name="context">The request.</param>
    /// <param name="code">The notice that the page shows.</param>
    /// <param name="outcome">202 for a program where the store has still to be told.</param>
    /// <param name="page">Where to, instead of the page it was sent from.</param>
    public static IResult Done(HttpContext context, string code, EndOutcome outcome = EndOutcome.Ended, string? page = null) =>
        Navigation.IsFormPost(context.Request) ? Back(context, "done", code, page)
        : Results.StatusCode(outcome == EndOutcome.Pending ? StatusCodes.Status202Accepted : StatusCodes.Status204NoContent);

    /// <summary>It was refused.</summary>
    public static IResult Refuse(HttpContext context, Refusal refusal)
    {
        if (!Navigation.IsFormPost(context.Request))
        {
            return refusal;
        }

        refusal.WriteHeaders(context);
        return Back(context, "error", refusal.Reason.Code, page: null);
    }

    private static IResult Back(HttpContext context, string name, string code, string? page)
    {
        string target = page ?? LocalPath.OrRoot(context.Features.Get<IFormFeature>()?.Form?["return"]);
        int query = target.IndexOf('?', StringComparison.Ordinal);
        context.Response.Headers.Location = $"{(query < 0 ? target : target[..query])}?{name}={code}";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
