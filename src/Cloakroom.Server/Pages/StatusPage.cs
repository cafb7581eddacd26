using System.Diagnostics;
using System.Globalization;
using Cloakroom.Server.Languages;
using Microsoft.AspNetCore.WebUtilities;

namespace Cloakroom.Server.Pages;

/// <summary>
/// Answers a navigation that failed with a page instead of an empty body. It renders in place: nothing is authenticated or routed a second
/// time, so it works while the store is away.
/// </summary>
internal sealed class StatusPage(PageWriter writer) : IRefusalPage
{
    /// <summary>Writes the page for the status that the response already has; does nothing for a program, which reads the status.</summary>
    public async Task WriteAsync(HttpContext context, Reason? reason)
    {
        if (!Navigation.Is(context.Request) || context.Response.HasStarted)
        {
            return;
        }

        context.Features.Set(StatusFacts.Of(context, reason));
        await writer.WriteAsync(context, "/Status");
    }
}

/// <summary>What the page says.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The reason code, or the name of the status where no reason is known.</param>
/// <param name="Title">What happened.</param>
/// <param name="Fix">What to do about it.</param>
/// <param name="TraceId">By which the log has more.</param>
/// <param name="Again">The address to try again; null where that would not help, or would send a form twice.</param>
/// <param name="Reload">Seconds after which the page tries again by itself; null for never.</param>
internal sealed record StatusFacts(int Status, string Code, string Title, string Fix, string TraceId, string? Again, int? Reload)
{
    // Whoever waits must not be one of many who ask every second.
    private const int ReloadSeconds = 5;

    public static StatusFacts Of(HttpContext context, Reason? reason)
    {
        int status = context.Response.StatusCode;
        string trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        string? again = status >= StatusCodes.Status500InternalServerError && HttpMethods.IsGet(context.Request.Method)
            ? context.Request.Path + context.Request.QueryString : null;
        (string title, string fix) = reason is null ? Describe(status) : (reason.Title, Wait(context.Response) ?? reason.Fix);
        string code = reason?.Code ?? ReasonPhrases.GetReasonPhrase(status).ToLowerInvariant().Replace(' ', '_');
        int? reload = again is not null && status == StatusCodes.Status503ServiceUnavailable ? ReloadSeconds : null;
        return new(status, code, title, fix, trace, again, reload);
    }

    // A person does not see Retry-After.
    private static string? Wait(HttpResponse response) =>
        int.TryParse(response.Headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? Texts.Say("Try again in {0}; nobody was logged out.", HumanTime.Span(TimeSpan.FromSeconds(seconds))) : null;

    private static (string Title, string Fix) Describe(int status) => status switch
    {
        StatusCodes.Status404NotFound => ("There is nothing under this address.", "Check it for a typing mistake, or start from the front page."),
        StatusCodes.Status405MethodNotAllowed => ("This address cannot be used that way.", "Start from the front page."),
        >= 500 => ("Something broke on the server.", "Try again; if it stays, give the trace number below to whoever runs this server."),
        _ => ("The request could not be understood.", "Go back and try again, or start from the front page."),
    };
}
