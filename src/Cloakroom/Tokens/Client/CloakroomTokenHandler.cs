using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Cloakroom.Cookies;

namespace Cloakroom.Tokens;

/// <summary>
/// Shows the access token of a <see cref="TokenSession"/> with the requests of an HttpClient, <c>Authorization: Bearer</c> (RFC 6750 2.1): to
/// its server and its <see cref="TokenSession.Origins"/> and nowhere else, also after a redirect. Where it is refused as
/// <c>invalid_token</c> (RFC 6750 3.1) it is renewed, once for all callers, and the request is sent once more. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// An answer 401 means that the person has to log in. While the server cannot renew, the answer is its own, 503 or 429 with Retry-After, or
/// an <see cref="HttpRequestException"/> where it does not answer; the tokens are kept.
/// </para>
/// <para>
/// To be sent once more, a body must be there once more. Bodies of text, bytes, forms and JSON are; others of a known length of at most
/// 1 MiB are buffered; what is longer or of unknown length is sent once, and a refusal is the answer: send it again yourself, the tokens
/// are new by then. A redirect that would take it along (307, 308) is the answer too.
/// </para>
/// <para>A request with an <c>Authorization</c> of its own is left as it is.</para>
/// </remarks>
/// <example><code>using var client = new HttpClient(new CloakroomTokenHandler(session));</code></example>
public sealed class CloakroomTokenHandler : DelegatingHandler
{
    private const int MostBuffered = 1024 * 1024, MostRedirects = 20;

    private readonly TokenSession _session;
    private readonly Lock _gate = new();
    private volatile bool _isReady;

    /// <summary>
    /// A handler for <c>AddHttpMessageHandler</c>, which puts it in front of another one, or by itself, when it makes its own network handler
    /// at the first request.
    /// </summary>
    /// <param name="session">The session; several handlers may share one.</param>
    public CloakroomTokenHandler(TokenSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _session = session;
    }

    /// <summary>A handler in front of another one.</summary>
    /// <param name="session">The session; several handlers may share one.</param>
    /// <param name="innerHandler">The network. It must leave redirects to this one: <c>AllowAutoRedirect</c> false.</param>
    public CloakroomTokenHandler(TokenSession session, HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
        ArgumentNullException.ThrowIfNull(session);
        _session = session;
    }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The server cannot be asked for new tokens, or there are more than 20 redirects.</exception>
    /// <exception cref="InvalidOperationException">The inner handler follows redirects itself.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        MakeReady();
        if (request.Headers.Authorization is not null)
        {
            return await SendOnAsync(request, static _ => false, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await SendOnAsync(request, _session.Serves, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Whoever prints the request of an answer prints no secret.
            request.Headers.Authorization = null;
        }
    }

    /// <summary>Not possible: tokens may have to be renewed meanwhile.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Call SendAsync: tokens may have to be renewed, and waiting for that would block the thread.");

    private async Task<HttpResponseMessage> SendOnAsync(HttpRequestMessage request, Func<Uri, bool> isShown, CancellationToken cancellationToken)
    {
        bool mayRetry = true, canRepeat = await CanRepeatAsync(request.Content, cancellationToken).ConfigureAwait(false);
        Uri? first = request.RequestUri;
        Renewal? next = null;
        for (int hops = 0; ;)
        {
            Renewal? renewal = request.RequestUri is not { IsAbsoluteUri: true } url || !isShown(url) ? null
                : next ?? await _session.GetAsync(cancellationToken).ConfigureAwait(false);
            if (renewal is Renewal.Away away)
            {
                return away.Answer(request);
            }

            ClientTokens? shown = (renewal as Renewal.Fresh)?.Tokens;
            if (shown is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", shown.AccessToken);
            }

            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (shown is not null && mayRetry && IsRefused(answer))
            {
                mayRetry = false;
                next = await RenewAsync(answer, shown, cancellationToken).ConfigureAwait(false);
                if (next is Renewal.Gone || (next is Renewal.Fresh && !canRepeat))
                {
                    return answer;
                }

                answer.Dispose();
                continue;
            }

            if (request.RequestUri is not { } from || Redirect.Target(answer, from, allowHttp: false) is not { } target
                || (!canRepeat && (int)answer.StatusCode is 307 or 308))
            {
                return answer;
            }

            answer.Dispose();
            if (++hops > MostRedirects)
            {
                throw new HttpRequestException($"More than {MostRedirects} redirects, from {first?.GetLeftPart(UriPartial.Path)} on.");
            }

            // Takes Authorization off the request where the origin changes.
            Redirect.Follow(request, from, target, answer.StatusCode);
        }
    }

    private async Task<Renewal> RenewAsync(HttpResponseMessage refused, ClientTokens shown, CancellationToken cancellationToken)
    {
        try
        {
            return await _session.RenewAsync(shown, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            refused.Dispose();
            throw;
        }
    }

    private static async ValueTask<bool> CanRepeatAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent)
        {
            return true;
        }

        if (content.Headers.ContentLength is not <= MostBuffered)
        {
            return false;
        }

        await content.LoadIntoBufferAsync(MostBuffered, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // RFC 6750 3.1. Any other 401 is the application's own, and no new token would heal it.
    private static bool IsRefused(HttpResponseMessage answer) => answer.StatusCode == HttpStatusCode.Unauthorized
        && answer.Headers.WwwAuthenticate.Any(c => c.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            && c.Parameter?.Contains("error=\"invalid_token\"", StringComparison.Ordinal) == true);

    private void MakeReady()
    {
        if (_isReady)
        {
            return;
        }

        lock (_gate)
        {
            InnerHandler ??= new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
            _isReady = !Redirect.IsFollowedBelow(InnerHandler) ? true
                : throw new InvalidOperationException("Set AllowAutoRedirect of the inner handler to false; CloakroomTokenHandler follows redirects itself, because each goes to another address that may not see the token.");
        }
    }
}
