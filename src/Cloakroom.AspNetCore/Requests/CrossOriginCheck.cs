using Cloakroom.Csrf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom;

/// <summary>
/// Asks the cross-origin policy about a request, before anything else looks at it (promise R13). Every unsafe method is asked, with or
/// without a cookie, so that a login is covered as well; the exception is a bearer header without any cookie, which no page can send unasked.
/// </summary>
internal sealed class CrossOriginCheck(Deployment deployment)
{
    public const string TokenHeader = "X-CSRF-Token";
    public const string TokenField = "csrf_token";

    // Made once: an answer that is there already needs no closure around it.
    private static readonly Func<TokenCheck> Valid = () => TokenCheck.Valid, Invalid = () => TokenCheck.Invalid, Missing = () => TokenCheck.Missing;

    /// <summary>Whether the request must be asked about at all.</summary>
    public static bool Concerns(HttpContext context, EndpointMarks endpoint) => !IsSafe(context, endpoint) && ConcernsUnsafe(context, endpoint);

    /// <summary>The same of a request that is not safe.</summary>
    public static bool ConcernsUnsafe(HttpContext context, EndpointMarks endpoint) => !endpoint.AllowsCrossSite && !IsBearerOnly(context.Request);

    /// <summary>Whether the request only reads (RFC 9110 9.2.1).</summary>
    public static bool IsSafe(HttpContext context, EndpointMarks endpoint)
    {
        HttpRequest request = context.Request;
        string method = request.Method;
        return CrossOriginPolicy.IsSafe(method) && !IsWebSocket(request) && (HttpMethods.IsOptions(method) || (!endpoint.IsSameOriginOnly && !NamesAnotherMethod(request)));
    }

    /// <summary>Null when the request may go on.</summary>
    public ValueTask<Reason?> RefuseAsync(HttpContext context, bool cookieShown, SessionId? shown)
    {
        HttpRequest request = context.Request;
        string? site = Single(request.Headers["Sec-Fetch-Site"]), origin = Single(request.Headers.Origin);
        return site == "none" && CrossOriginPolicy.IsSafe(request.Method) && !IsWebSocket(request)
            // A link in a mail opens like an address that was typed: of a GET that changes something it proves nothing.
            ? new(Reason.CsrfCrossSite)
            : site is null && origin is null && cookieShown ? RefuseByTokenAsync(request, shown)
            : new(deployment.CrossOrigin.Refuse(site, origin, cookieShown, Missing));
    }

    // Of programs, and of pages in browsers that say nothing of where they are.
    private async ValueTask<Reason?> RefuseByTokenAsync(HttpRequest request, SessionId? shown) =>
        // A token that comes from a page of another site has leaked to it: such a page can hide where it is, but it cannot lie.
        Single(request.Headers.Referer) is { Length: > 0 } referer && deployment.CrossOrigin.Refuse(null, OriginOf(referer), cookieAuthenticates: true, Missing) is { } reason
            ? reason
            : deployment.CrossOrigin.Refuse(null, null, cookieAuthenticates: true, Told(Check(shown, await ReadTokenAsync(request))));

    /// <summary>What was found, for a policy that asks only if it has to know.</summary>
    public static Func<TokenCheck> Told(TokenCheck token) => token switch
    {
        TokenCheck.Valid => Valid,
        TokenCheck.Invalid => Invalid,
        _ => Missing,
    };

    // As a browser would send it in Origin; what is no address of a page is the origin of none.
    private static string OriginOf(string referer) => Uri.TryCreate(referer, UriKind.Absolute, out Uri? page) ? page.GetLeftPart(UriPartial.Authority) : "null";

    private static TokenCheck Check(SessionId? shown, string? token) =>
        string.IsNullOrEmpty(token) ? TokenCheck.Missing : shown is { } id ? CsrfToken.Check(id, token) : TokenCheck.Invalid;

    private static async ValueTask<string?> ReadTokenAsync(HttpRequest request)
    {
        if (request.Headers[TokenHeader] is { Count: > 0 } header)
        {
            return header.Count == 1 ? header[0] : "twice";
        }

        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            return (await request.ReadFormAsync(request.HttpContext.RequestAborted))[TokenField];
        }
        catch (Exception broken) when (UnreadableForm.Is(broken))
        {
            return null;
        }
    }

    // A header that occurs twice is not from a browser: whatever it says is a reason to refuse.
    public static string? Single(StringValues values) => values.Count == 0 ? null : values.Count == 1 ? values[0] ?? "" : "repeated";

    private static bool IsBearerOnly(HttpRequest request) =>
        request.Headers.Cookie.Count == 0 && request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    // Some frameworks take the method from here. A link of any site can have the query; a form that posts is asked anyway.
    private static bool NamesAnotherMethod(HttpRequest request) => request.Headers.ContainsKey("X-HTTP-Method-Override")
        || (request.QueryString.HasValue && request.Query.ContainsKey("_method"));

    // The handshake is a GET, yet what follows is not safe (ASVS 3.5.x; cross-site WebSocket hijacking).
    public static bool IsWebSocket(HttpRequest request) =>
        request.Headers.Upgrade.Count > 0 && request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);
}
