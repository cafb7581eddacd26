using Cloakroom;
using Cloakroom.Csrf;
using Microsoft.Extensions.Primitives;

namespace CoffeeShop.Lab;

/// <summary>
/// Stands in front of Cloakroom and takes away what a defence that is switched off would have seen, so that one sees what the others are worth.
/// What belongs to the lab itself is left alone.
/// </summary>
internal sealed class Blindfold(RequestDelegate next, Experiment experiment)
{
    private const string Cookie = "session_id";

    public async Task InvokeAsync(HttpContext context)
    {
        Defences defences = experiment.Defences;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.SetCookie = experiment.Defences.SameSite ? context.Response.Headers.SetCookie : Loosen(context.Response.Headers.SetCookie);
            return Task.CompletedTask;
        });
        if (context.Request.Path.StartsWithSegments("/lab", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        HttpRequest request = context.Request;
        // A habit of several frameworks, and what makes a weapon of a link: any GET can be a POST.
        request.Method = request.Query["_method"] is [{ } method] ? method : request.Method;
        Blind(request, defences);
        await next(context);
        string? reason = context.Response.Headers["Session-Reason"];
        experiment.Arrived(request.Query["run"], new Arrival(context.Response.StatusCode, reason, request.Cookies.ContainsKey(Cookie)));
    }

    private static void Blind(HttpRequest request, Defences defences)
    {
        if (!defences.FetchMetadata)
        {
            foreach (string name in request.Headers.Keys.Where(n => n.StartsWith("Sec-Fetch-", StringComparison.OrdinalIgnoreCase)).ToArray())
            {
                request.Headers.Remove(name);
            }
        }

        if (!defences.Origin)
        {
            request.Headers.Remove("Origin");
            // It says the same, to whoever looks.
            request.Headers.Remove("Referer");
        }

        // Nobody asks for a token, so it is as if everybody had one.
        if (!(request.HasFormContentType ? defences.SynchronizerToken : defences.DoubleSubmit) && SessionId.TryParse(request.Cookies[Cookie], out SessionId id))
        {
            request.Headers["X-CSRF-Token"] = CsrfToken.Create(id);
        }
    }

    private static StringValues Loosen(StringValues lines) =>
        lines.Select(l => l?.Replace("SameSite=Strict", "SameSite=None; Secure", StringComparison.Ordinal)).ToArray();
}
