using System.Net;

namespace Cloakroom.Cookies;

/// <summary>Redirects as Fetch 4.5 (HTTP-redirect fetch) has them, for handlers that decide at each hop what goes along.</summary>
internal static class Redirect
{
    /// <summary>Steps 3 and 6: where an answer sends the client; null when nowhere. From https to http it leads only if that is allowed.</summary>
    public static Uri? Target(HttpResponseMessage response, Uri from, bool allowHttp)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
            || !response.Headers.NonValidated.TryGetValues("Location", out var location) || location.Count != 1
            || !Uri.TryCreate(from, location.ToString(), out Uri? next) || next.Scheme is not ("http" or "https")
            || (from.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp && !allowHttp))
        {
            return null;
        }

        // RFC 9110 10.2.2: a target without a fragment keeps the one there was.
        return next.Fragment.Length == 0 && from.Fragment.Length > 0 ? new UriBuilder(next) { Fragment = from.Fragment }.Uri : next;
    }

    /// <summary>Makes a request ready for the next hop; true when that is of another origin, and what was meant for the first is gone.</summary>
    public static bool Follow(HttpRequestMessage request, Uri from, Uri next, HttpStatusCode status)
    {
        // Step 12: a POST becomes a GET by 301 and 302, everything but GET and HEAD by 303.
        bool isPost = request.Method == HttpMethod.Post, isRead = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
        if ((status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found && isPost) || (status == HttpStatusCode.SeeOther && !isRead))
        {
            request.Method = HttpMethod.Get;
            request.Content = null;
            request.Headers.TransferEncodingChunked = null;
            request.Headers.ExpectContinue = null;
        }

        // Step 13: what was meant for one origin is not told to another.
        bool leaves = !IsSameOrigin(from, next);
        if (leaves)
        {
            request.Headers.Authorization = null;
            request.Headers.Host = null;
        }

        request.RequestUri = next;
        return leaves;
    }

    /// <summary>RFC 6454 5: scheme, host and port.</summary>
    public static bool IsSameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && a.IdnHost.Equals(b.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the network below follows redirects itself, past a handler that would have to decide at each hop.</summary>
    public static bool IsFollowedBelow(HttpMessageHandler? handler)
    {
        while (handler is DelegatingHandler outer)
        {
            handler = outer.InnerHandler;
        }

        return handler is SocketsHttpHandler { AllowAutoRedirect: true } or HttpClientHandler { AllowAutoRedirect: true };
    }
}
