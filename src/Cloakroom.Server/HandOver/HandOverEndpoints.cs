using System.Security.Cryptography;
using System.Text;
using Cloakroom.Server.External;
using Cloakroom.Server.ForwardAuth;
using Cloakroom.Server.Languages;
using Cloakroom.Server.Proxies;

namespace Cloakroom.Server.HandOver;

/// <summary>
/// One login for applications on several hosts, each with a host-only cookie. The other host gives the browser a secret and sends it here;
/// here the session is put into a voucher that is bound to that secret; there the voucher becomes the cookie. A voucher that somebody else
/// reads, or plants on a stranger, is of no use: the browser has another secret, or none (as PKCE, RFC 7636, and RFC 6749 10.12).
/// </summary>
internal static class HandOverEndpoints
{
    /// <summary>On the host of the application: where the way begins and ends.</summary>
    public const string ArrivePath = "/auth/arrive";

    private const string HandOverPath = "/auth/handover", DepartPath = "/auth/depart";

    private const string Unlisted = "The address to go back to is on none of the hosts that ReturnHosts lists.";

    public static void MapHandOver(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(DepartPath, DepartAsync);
        endpoints.MapGet(ArrivePath, ArriveAsync);
        endpoints.MapGet(HandOverPath, HandOverAsync).WithMetadata(new SameSiteReloadAttribute());
    }

    /// <summary>A place of this host that leads on to one of the others: what a login here can return to.</summary>
    public static string DepartureTo(string place) => $"{DepartPath}?to={Uri.EscapeDataString(place)}";

    // A page, not a redirect: the form of the login may not lead to another host (CSP 3 6.4.2, form-action).
    private static Task DepartAsync(HttpContext context, ReturnPlaces places) =>
        context.Request.Query["to"].ToString() is var place && places.IsElsewhere(place)
            ? OnwardPage.WriteAsync(context, $"{OriginOf(place)}{ArrivePath}?return={Uri.EscapeDataString(place[OriginOf(place).Length..])}", Onward(place))
            : RefuseAsync(context, Unlisted);

    private static Task ArriveAsync(HttpContext context, ReturnPlaces places, Deployment deployment, SessionVouchers vouchers)
    {
        Identity.MarkDependent(context.Response.Headers);
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        string here = $"{places.Scheme}://{HostOf(context)}";
        return !places.IsElsewhere(here + "/") ? RefuseAsync(context, "Sessions are handed over to the hosts that ReturnHosts lists, and this is none of them.")
            : context.Request.Query["code"] is { Count: 1 } code ? FinishAsync(context, here, code[0] ?? "", deployment, vouchers)
            : BeginAsync(context, here, deployment);
    }

    private static Task BeginAsync(HttpContext context, string here, Deployment deployment)
    {
        BrowserSecret secret = BrowserSecret.OfOrNew(context.Request, deployment);
        secret.Give(context.Response, deployment);
        string place = here + LocalPath.OrRoot(context.Request.Query["return"]);
        context.Response.Redirect(
            $"{deployment.Origin.Serialized}{HandOverPath}?to={Uri.EscapeDataString(place)}&browser={Mark(secret, here)}");
        return Task.CompletedTask;
    }

    // With its cookie, which the browser brings since this page loads itself again where another site led here.
    private static Task HandOverAsync(HttpContext context, ReturnPlaces places, CloakroomOptions options, SessionVouchers vouchers)
    {
        Identity.MarkDependent(context.Response.Headers);
        string place = context.Request.Query["to"].ToString(), browser = context.Request.Query["browser"].ToString();
        if (!places.IsElsewhere(place) || browser.Length != SessionId.EncodedLength)
        {
            return RefuseAsync(context, Unlisted);
        }

        RequestSession session = RequestSession.Of(context);
        if (session.Decision is Decision.Unavailable)
        {
            return Challenge.RefuseAsync(context, Refusal.Because(Reason.StoreUnavailable));
        }

        if (session.Session is null)
        {
            context.Response.Redirect($"{options.LoginPath}?return={Uri.EscapeDataString(LocalPath.Of(context.Request))}");
            return Task.CompletedTask;
        }

        // Tokens belong to the program that asked for them; a second holder of a refresh token would look like a thief.
        return session.Shown?.Id is not { } id ? RefuseAsync(context, "Only sessions with a session cookie are handed over.")
            : OnwardPage.WriteAsync(
                context, $"{OriginOf(place)}{ArrivePath}?code={vouchers.Write(id, place, browser)}", Onward(place));
    }

    private static Task FinishAsync(HttpContext context, string here, string code, Deployment deployment, SessionVouchers vouchers)
    {
        if (!vouchers.TryRead(code, out SessionVoucher? voucher) || OriginOf(voucher.Place) != here
            || BrowserSecret.Of(context.Request, deployment) is not { } secret || !IsOf(voucher, Mark(secret, here)))
        {
            return RefuseAsync(context, "This login was begun in another browser, at another host, or more than a minute ago; open the page that you wanted once more.");
        }

        context.Response.Headers.Append("Set-Cookie", deployment.Cookie.Issue(voucher.Id));
        // No redirect: what another site began goes without Strict cookies through all of them.
        return OnwardPage.WriteAsync(context, voucher.Place[here.Length..], Onward(here));
    }

    private static string Mark(BrowserSecret secret, string origin) => secret.Derive("hand-over", Encoding.ASCII.GetBytes(origin));

    private static bool IsOf(SessionVoucher voucher, string mark) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(voucher.Browser), Encoding.ASCII.GetBytes(mark));

    // Which page is open is for the browser to say; a client that lies about it lies to itself.
    private static string HostOf(HttpContext context) =>
        (ProxyPeer.IsTrusted(context) && context.Request.Headers["X-Forwarded-Host"] is { Count: 1 } forwarded ? forwarded.ToString() : context.Request.Host.Value ?? "")
        .ToLowerInvariant();

    private static string OriginOf(string place) => place[..place.IndexOf('/', place.IndexOf("//", StringComparison.Ordinal) + 2)];

    private static string Onward(string place) => Texts.Say("On to {0}", new Uri(place).Host);

    private static Task RefuseAsync(HttpContext context, string detail) => Challenge.RefuseAsync(context, Refusal.Because(Reason.InvalidRequest, detail));
}
