using System.Net;
using System.Net.Http.Headers;

namespace Cloakroom.Testing;

/// <summary>What the browser shows in the end, and every request on the way.</summary>
/// <param name="Exchanges">The requests in order: the first, then one for each redirect.</param>
/// <param name="Body">The last answer's body as text.</param>
public sealed record BrowserPage(IReadOnlyList<BrowserExchange> Exchanges, string Body)
{
    /// <summary>Where the browser is: the address of the last request.</summary>
    public Uri Url => Exchanges[^1].Url;

    /// <summary>Status of the last answer.</summary>
    public HttpStatusCode Status => Exchanges[^1].Status;

    /// <summary>Headers of the last answer, without those of its content.</summary>
    public HttpResponseHeaders Headers => Exchanges[^1].ResponseHeaders;

    /// <summary>Content-Type of the last answer; null when it has none.</summary>
    public string? ContentType => Exchanges[^1].ContentType;

    /// <summary>Where the page wants to go by <c>&lt;meta http-equiv="refresh"&gt;</c>; null when it does not.</summary>
    public Uri? RefreshTo => ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true ? RefreshPage.Target(Body, Url) : null;
}

/// <summary>One request as it was sent, and its answer.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The address.</param>
/// <param name="RequestHeaders">What was sent, Cookie included.</param>
/// <param name="Status">The answer.</param>
/// <param name="ResponseHeaders">What came back, Set-Cookie included.</param>
/// <param name="ContentType">Content-Type of the answer; null when it has none.</param>
public sealed record BrowserExchange(
    HttpMethod Method, Uri Url, HttpRequestHeaders RequestHeaders, HttpStatusCode Status, HttpResponseHeaders ResponseHeaders, string? ContentType)
{
    /// <summary>The value of a header that was sent; null when it was not.</summary>
    public string? Sent(string header) => RequestHeaders.TryGetValues(header, out IEnumerable<string>? values) ? string.Join(", ", values) : null;
}
