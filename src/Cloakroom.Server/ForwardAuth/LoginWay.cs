using Cloakroom.Cookies;
using Cloakroom.Server.Proxies;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// The way of a person who has to log in for a page of an application. The login lies on the same host as the application, where its cookie
/// is, so the way back is a path; on another host that is listed the session is handed over from the host of the login.
/// </summary>
internal sealed class LoginWay(ReturnPlaces places, CloakroomOptions options, Deployment deployment)
{
    /// <summary>Whether a login would help, and somebody is there to be sent to it: a page was asked for, and can be asked for again.</summary>
    public bool Helps(HttpRequest request, OriginalRequest original, Reason reason) =>
        reason.Status == StatusCodes.Status401Unauthorized && original.Method is "GET" or "HEAD" && options.LoginPath.Length > 0 && Navigation.Is(request);

    /// <summary>Sends the person there; 302, which is never taken for a permission.</summary>
    public Task GoAsync(HttpContext context, OriginalRequest original, Reason reason)
    {
        Refusal.Because(reason).WriteHeaders(context);
        context.Response.Redirect(AddressFor(original, Back(original), reason));
        return Task.CompletedTask;
    }

    /// <summary>The address of a login that leads back to a path of the application's host.</summary>
    public string AddressFor(OriginalRequest original, string back, Reason reason)
    {
        string why = reason == Reason.NoCredentials ? "" : $"&error={reason.Code}";
        if (places.IsElsewhere(original.Origin + back))
        {
            // There the login page hands over what is there already, or asks.
            return $"{deployment.Origin.Serialized}{options.LoginPath}?return={Uri.EscapeDataString(original.Origin + back)}{why}";
        }

        // With the host where it is a known one: some proxies would read a path as one of ours (Traefik resolves it against the address
        // that it asked). A host that a client made up is never repeated.
        string host = places.Knows(original.Origin) ? original.Origin : "";
        return $"{host}{options.LoginPath}?return={Uri.EscapeDataString(back)}{why}";
    }

    /// <summary>Whether the browser may have a Strict cookie that it held back, since another site led here (RFC 6265bis 8.8.3).</summary>
    public bool MayHoldCookieBack(HttpRequest request, OriginalRequest original, Reason reason) =>
        reason == Reason.NoCredentials && original.IsGet && options.SameSite == SameSite.Strict
        && request.Headers["Sec-Fetch-Site"] is var site && (site == "cross-site" || site == "same-site") && Navigation.Is(request);

    /// <summary>
    /// Loads the page again, now from this site. The status is that of the refusal: a proxy would take any other for a permission, and
    /// browsers show the page all the same.
    /// </summary>
    public static Task ReloadAsync(HttpContext context, OriginalRequest original)
    {
        Refusal refusal = Refusal.Because(Reason.NoCredentials);
        refusal.WriteHeaders(context);
        refusal.WriteStatus(context.Response);
        return SmallPage.ReloadAsync(context, Back(original), Reason.NoCredentials.Status);
    }

    private static string Back(OriginalRequest original) => LocalPath.OrRoot(original.Target.Raw);
}
