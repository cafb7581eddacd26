using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>
/// Endpoints that bind a form say that they need a check against forgery, and the framework refuses to run them where no middleware has said
/// that it makes one. Cloakroom makes one. An application that has the framework's own (AddAntiforgery) is checked by it as well.
/// </summary>
internal static class AntiforgeryMark
{
    // What the framework's own middleware leaves for its endpoint middleware.
    private const string Key = "__AntiforgeryMiddlewareWithEndpointInvoked";

    public static void Set(HttpContext context, EndpointMarks endpoint)
    {
        if (endpoint is { NeedsAntiforgery: true, AllowsCrossSite: false } && !HttpMethods.IsGet(context.Request.Method))
        {
            context.Items[Key] = true;
        }
    }
}
