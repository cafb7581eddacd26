using Cloakroom.Server.Proxies;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Sends a browser on after it posted a form (303, RFC 9110 15.4.4). What went wrong travels as a code in the address, never what was typed.
/// </summary>
internal static class FormAnswer
{
    /// <summary>To the place the person came from, if it is one of ours.</summary>
    public static IResult Done(HttpRequest request) => SeeOther(Return(request) ?? "/");

    /// <summary>To a page of ours that says what was done.</summary>
    /// <param name="page">Its path.</param>
    /// <param name="done">The code of the message.</param>
    public static IResult Done(string page, string done) => SeeOther($"{page}?done={done}");

    /// <summary>To a page of ours.</summary>
    public static IResult To(string page) => SeeOther(page);

    /// <summary>To the next page of what the form began, which passes on the place that the person came from.</summary>
    public static IResult Next(HttpRequest request, string page) =>
        SeeOther(Return(request) is { } back ? $"{page}?return={Uri.EscapeDataString(back)}" : page);

    /// <summary>Back to the page with the form, which explains the code.</summary>
    public static IResult Back(HttpContext context, string page, Refusal refusal)
    {
        refusal.WriteHeaders(context);
        string retry = context.Response.Headers.RetryAfter is { Count: 1 } seconds ? $"&retry={seconds}" : "";
        string back = Return(context.Request) is { } place ? $"&return={Uri.EscapeDataString(place)}" : "";
        return SeeOther($"{page}?error={refusal.Reason.Code}{retry}{back}");
    }

    /// <summary>The same for a form; to a program the refusal itself. Without a refusal, what was sent could not be read.</summary>
    public static IResult BackOr(HttpContext context, string page, Refusal? refusal)
    {
        refusal ??= Refusal.Because(Reason.InvalidRequest);
        return context.Request.HasFormContentType ? Back(context, page, refusal) : refusal;
    }

    // Read already, or broken: then there is nothing to go back to. Nor is there where it is no place to go to.
    private static string? Return(HttpRequest request) =>
        request.HttpContext.Features.Get<IFormFeature>()?.Form?["return"] is [{ } place] && request.HttpContext.RequestServices.GetRequiredService<ReturnPlaces>().IsAllowed(place) ? place : null;

    private static SeeOtherResult SeeOther(string target) => new(target);

    private sealed class SeeOtherResult(string target) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            Identity.MarkDependent(httpContext.Response.Headers);
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = target;
            return Task.CompletedTask;
        }
    }
}
