using Cloakroom.Cookies;
using Cloakroom.Csrf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom;

/// <summary>Hands out the CSRF token for clients that send neither Sec-Fetch-Site nor Origin.</summary>
internal static class CsrfEndpoint
{
    public static void Map(RouteGroupBuilder group) => group.MapAnswer(HttpMethods.Get, "/csrf", Answer);

    // Readable by the page's own scripts: that is its purpose. It is worthless without the session cookie.
    public static SetCookie Cookie(Deployment deployment, string token) => new(deployment.Origin.IsHttps ? "__Host-csrf" : "csrf", token)
    {
        Secure = deployment.Origin.IsHttps,
        HttpOnly = false,
    };

    private static IResult Answer(HttpContext context) => SessionEndpoints.WithSession(context, _ =>
    {
        if (RequestSession.Of(context).Credentials.Binding is not { } id)
        {
            return Refusal.Because(Reason.NoCredentials);
        }

        string token = CsrfToken.Create(id);
        context.Response.Headers.Append("Set-Cookie", Cookie(context.Service<Deployment>(), token).ToHeader());
        return Results.Json(new CsrfJson(token, CrossOriginCheck.TokenHeader), SessionShapes.Default.CsrfJson);
    });

    internal sealed record CsrfJson(string Token, string Header);
}
