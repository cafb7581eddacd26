using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom;

/// <summary>Is a person looking at the answer, or a program? Asked first of Fetch Metadata (W3C), then of Accept (RFC 9110 12.5.1).</summary>
internal static class Navigation
{
    /// <summary>A browser wants to show the answer as a page.</summary>
    public static bool Is(HttpRequest request)
    {
        // No browser navigates by it (Fetch 4.1), and the framework's pages answer it with 200 whatever they were to say.
        if (HttpMethods.IsOptions(request.Method))
        {
            return false;
        }

        StringValues mode = request.Headers["Sec-Fetch-Mode"];
        if (mode.Count > 0)
        {
            return mode == "navigate" && request.Headers["Sec-Fetch-Dest"] is var dest && (dest.Count == 0 || dest == "document");
        }

        return !IsScript(request) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// A page that another site linked to, so that the browser held a Strict cookie back (RFC 6265bis 8.8.3): loading it again from here
    /// brings the cookie, and cannot loop, since that request is same-origin.
    /// </summary>
    public static bool LacksStrictCookie(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Site"] is var site && (site == "cross-site" || site == "same-site") && Is(request);

    /// <summary>A form of a page, which wants to be sent on; a program that posts a form wants the status.</summary>
    public static bool IsFormPost(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.HasFormContentType && Is(request);

    private static bool IsScript(HttpRequest request) => request.Headers.XRequestedWith == "XMLHttpRequest";
}
