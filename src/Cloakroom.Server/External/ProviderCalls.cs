using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;

namespace Cloakroom.Server.External;

/// <summary>What this server asks providers itself: with little patience, without redirects and cookies, and with a bound on what it reads.</summary>
internal sealed class ProviderCalls(TimeSpan patience, ILogger<ProviderCalls> logger) : IDisposable
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>How long one call may take: a person waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly HttpClient _client = new(new ConnectionLossHandler(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    }))
    {
        Timeout = patience,
        MaxResponseContentBufferSize = MaxBytes,
    };

    /// <summary>Reads discovery documents and keys.</summary>
    public IDocumentRetriever Documents(ExternalOptions options) =>
        new HttpDocumentRetriever(_client) { RequireHttps = options.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase) };

    /// <summary>Exchanges a code for tokens (RFC 6749 4.1.3, RFC 7636 4.5); null when the provider refuses, and says so in the log.</summary>
    /// <exception cref="HttpRequestException">It does not answer; see <see cref="IsFailure"/>.</exception>
    public async Task<JsonElement?> ExchangeAsync(ExternalOptions options, string endpoint, string code, string redirect, string verifier, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirect,
            ["code_verifier"] = verifier,
        });
        // RFC 6749 2.3.1: both are form-encoded first.
        string pair = $"{Form(options.ClientId)}:{Form(options.ClientSecret)}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        return await AskAsync(options, request, cancellationToken);
    }

    /// <summary>What the provider tells about the person (OpenID Connect Core 5.3); null when it refuses.</summary>
    /// <exception cref="HttpRequestException">It does not answer; see <see cref="IsFailure"/>.</exception>
    public async Task<JsonElement?> UserInfoAsync(ExternalOptions options, string endpoint, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await AskAsync(options, request, cancellationToken);
    }

    /// <summary>Notes for the operator why a provider could not be used. Never with anything that it sent.</summary>
    public void Report(ExternalOptions options, string why) => Log.ExternalFailed(logger, options.Name, why);

    /// <summary>The provider is away, slow, or not making sense. Everything else is a mistake of ours.</summary>
    public static bool IsFailure(Exception failure) =>
        failure is HttpRequestException or IOException or OperationCanceledException or JsonException or InvalidOperationException or ArgumentException or NotSupportedException;

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement?> AskAsync(ExternalOptions options, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new("application/json"));
        using HttpResponseMessage answer = await _client.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            Report(options, $"{request.Method} answered {(int)answer.StatusCode}");
            return (int)answer.StatusCode >= 500 ? throw new HttpRequestException("The provider is broken.") : null;
        }

        using JsonDocument body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), Strict, cancellationToken);
        return body.RootElement.ValueKind == JsonValueKind.Object ? body.RootElement.Clone() : null;
    }

    private static string Form(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
