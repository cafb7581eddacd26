using System.Collections.Frozen;
using Cloakroom.Csrf;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// Asks where a request to an application comes from, as <see cref="CrossOriginCheck"/> asks about requests to the server itself: an
/// application behind a proxy is as safe from forgery as the server is (promise R13). The own origin is the host that the request was sent
/// to: a browser writes host and origin alike only for pages of that host, and whoever is no browser has no one else's cookies.
/// </summary>
internal sealed class OriginalSource(CloakroomOptions options)
{
    private readonly FrozenSet<string> _trusted = options.CsrfOrigins.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the request may change something, whatever its method is called.</summary>
    public static bool IsUnsafe(OriginalRequest original, HttpRequest request) =>
        !CrossOriginPolicy.IsSafe(original.Method) || IsWebSocket(request)
        || (original.Method != "OPTIONS" && (request.Headers.ContainsKey("X-HTTP-Method-Override") || original.Target.NamesAnotherMethod));

    /// <summary>A browser's question ahead of a request of another site (Fetch 4.8).</summary>
    public static bool IsPreflight(OriginalRequest original, HttpRequest request) =>
        original.Method == "OPTIONS" && request.Headers.Origin.Count == 1 && request.Headers.AccessControlRequestMethod.Count == 1;

    /// <summary>Null when an unsafe request may go on.</summary>
    public Reason? Refuse(OriginalRequest original, HttpRequest request, in Credentials shown)
    {
        string? site = CrossOriginCheck.Single(request.Headers["Sec-Fetch-Site"]), origin = CrossOriginCheck.Single(request.Headers.Origin);
        if (request.Headers.Cookie.Count == 0 && shown.HasBearer)
        {
            // No page can make a browser send that.
            return null;
        }

        if (site == "none" && CrossOriginPolicy.IsSafe(original.Method) && !IsWebSocket(request))
        {
            // A link in a mail opens like an address that was typed.
            return Reason.CsrfCrossSite;
        }

        TokenCheck token = TokenCheck.Missing;
        if (site is null && origin is null && shown is { HasCookie: true, Binding: { } id })
        {
            // Not from a form: its body is not here. Two of them are from no page.
            token = request.Headers[CrossOriginCheck.TokenHeader] is { Count: > 0 } header ? CsrfToken.Check(id, header.Count == 1 ? header[0] : "twice") : TokenCheck.Missing;
        }

        return new CrossOriginPolicy(original.Origin, _trusted).Refuse(site, origin, shown.HasCookie, CrossOriginCheck.Told(token));
    }

    // A proxy keeps Upgrade for itself; the key goes from end to end (RFC 6455 4.1).
    private static bool IsWebSocket(HttpRequest request) => CrossOriginCheck.IsWebSocket(request) || request.Headers.SecWebSocketKey.Count > 0;
}
