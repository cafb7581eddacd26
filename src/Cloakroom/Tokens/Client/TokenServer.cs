using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Cloakroom.Keys;

namespace Cloakroom.Tokens;

/// <summary>The calls to the server that deal in tokens, and what its answers mean. It keeps nothing.</summary>
internal sealed class TokenServer : IDisposable
{
    private const int MaxBytes = 64 * 1024;

    // A lost answer is asked for again while the server still gives out the same successor (Token:RefreshGrace, 10 seconds).
    private const int Attempts = 2;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public TokenServer(Uri server, HttpMessageHandler? network, TimeProvider time)
    {
        _time = time;
        // A redirect would send secrets on (307, 308), and cookies have no part in this.
        _http = new HttpClient(new ConnectionLossHandler(network ?? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }), disposeHandler: network is null)
        {
            BaseAddress = server,
            MaxResponseContentBufferSize = MaxBytes,
        };
    }

    public Uri Url(string path) => new(_http.BaseAddress ?? throw new InvalidOperationException("There is no server."), path);

    /// <summary>The next pair for this one.</summary>
    public async Task<Renewal> RefreshAsync(ClientTokens shown, TimeSpan timeout)
    {
        for (int attempt = 1; ; attempt++)
        {
            DateTimeOffset asked = _time.GetUtcNow();
            try
            {
                using var limit = new CancellationTokenSource(timeout, _time);
                using HttpContent body = Json(("refresh_token", shown.RefreshToken));
                using HttpResponseMessage answer = await _http.PostAsync(Url("/auth/refresh"), body, limit.Token).ConfigureAwait(false);
                return await JudgeAsync(answer, asked).ConfigureAwait(false);
            }
            catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException or IOException)
            {
                if (attempt == Attempts)
                {
                    return new Renewal.Away(Status: null, RetryAfter: null, lost);
                }
            }
        }
    }

    /// <summary>Tokens, or why there are none.</summary>
    /// <exception cref="HttpRequestException">The server does not answer, or not as one of ours.</exception>
    public async Task<(ClientTokens? Tokens, LoginResult Result)> LoginAsync(Uri url, HttpContent body, CancellationToken cancellationToken)
    {
        DateTimeOffset asked = _time.GetUtcNow();
        using HttpResponseMessage answer = await _http.PostAsync(url, body, cancellationToken).ConfigureAwait(false);
        JsonElement? json = await ReadAsync(answer).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode && TokensIn(json, asked) is { } tokens)
        {
            return (tokens, new LoginResult());
        }

        return !answer.IsSuccessStatusCode && json?.TextOf("code") is { Length: > 0 } code
            ? (null, new LoginResult { Code = code, RetryAfter = RetryAfter(answer), MfaToken = json?.TextOf("mfa_token") })
            : throw Strange(answer);
    }

    /// <summary>Ends the session of these tokens, even where the access token has expired (RFC 7009 2.1).</summary>
    /// <returns>Whether the server has heard it.</returns>
    public async Task<bool> LogoutAsync(ClientTokens tokens, CancellationToken cancellationToken)
    {
        using var body = new FormUrlEncodedContent([new("token", tokens.RefreshToken), new("token_type_hint", "refresh_token")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, Url("/auth/revoke")) { Content = body };
        return await StatusAsync(request, cancellationToken).ConfigureAwait(false) switch
        {
            { } done when (int)done is >= 200 and < 300 => true,
            // Without its store the server cannot tell whose refresh token it is; a good access token says it, and the end is noted (202).
            HttpStatusCode.ServiceUnavailable => await LogoutAsync(tokens, "/auth/logout", cancellationToken).ConfigureAwait(false) == HttpStatusCode.Accepted,
            _ => false,
        };
    }

    /// <summary>Ends all sessions of the person. The access token must be good: with another one there is nothing to end, which is no error.</summary>
    /// <returns>Whether the server has heard it.</returns>
    public async Task<bool> LogoutEverywhereAsync(ClientTokens tokens, CancellationToken cancellationToken) =>
        await LogoutAsync(tokens, "/auth/logout?all=true", cancellationToken).ConfigureAwait(false) is HttpStatusCode.NoContent or HttpStatusCode.Accepted;

    /// <summary>A body of these members. Written by hand: programs that are trimmed have no reflection to rely on.</summary>
    public static HttpContent Json(params ReadOnlySpan<(string Name, string Value)> members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach ((string name, string value) in members)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return new ByteArrayContent(bytes.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpStatusCode?> LogoutAsync(ClientTokens tokens, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url(path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        return await StatusAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpStatusCode?> StatusAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return answer.StatusCode;
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<Renewal> JudgeAsync(HttpResponseMessage answer, DateTimeOffset asked)
    {
        JsonElement? json = await ReadAsync(answer).ConfigureAwait(false);
        return (int)answer.StatusCode switch
        {
            200 when TokensIn(json, asked) is { } next => new Renewal.Fresh(next),
            // Only with a reason of ours: the 401 of a proxy says nothing about the session.
            401 when json?.TextOf("code") is { Length: > 0 } code => new Renewal.Gone(code),
            429 or >= 500 => new Renewal.Away(answer.StatusCode, RetryAfter(answer), Cause: null),
            _ => new Renewal.Away(Status: null, RetryAfter: null, Strange(answer)),
        };
    }

    private static HttpRequestException Strange(HttpResponseMessage answer) => new(
        $"{answer.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)} answered {(int)answer.StatusCode}, and not as a Cloakroom server does.",
        inner: null, answer.StatusCode);

    private static TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter?.Delta;

    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage answer) => answer.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json"
        ? TokenJson.TryRead(await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false)) : null;

    // RFC 6749 5.1. The time counts from the question on, so that a slow answer cannot make the token look younger.
    private static ClientTokens? TokensIn(JsonElement? json, DateTimeOffset asked) => json is { } pair
        && pair.TextOf("access_token") is { } access && IsToken(access) && pair.TextOf("refresh_token") is { } refresh && IsToken(refresh)
        && string.Equals(pair.TextOf("token_type"), "Bearer", StringComparison.OrdinalIgnoreCase)
        && pair.TryGetProperty("expires_in", out JsonElement time) && time.ValueKind == JsonValueKind.Number
        && time.TryGetInt32(out int seconds) && seconds >= 0
        ? new(access, refresh, asked.AddSeconds(seconds)) { Life = TimeSpan.FromSeconds(seconds) } : null;

    // RFC 6750 2.1, b64token: nothing that could end a header.
    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/' or '=');
}
