using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Cloakroom.Server.External;

/// <summary>
/// Verifies what every token of a provider must be (OpenID Connect Core 3.1.3.7, RFC 8725): signed by a published key with an asymmetric
/// algorithm, by this issuer, for this client and nobody else, and not expired.
/// </summary>
internal sealed class ProviderToken(TimeProvider time)
{
    public static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    private const int MaxBytes = 64 * 1024;

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxBytes };

    /// <summary>The claims, or why there are none: one of the two.</summary>
    /// <param name="token">The token.</param>
    /// <param name="provider">Who should have issued it.</param>
    /// <param name="type">The <c>typ</c> that it must have where it has one (RFC 8725 3.11).</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Verified> VerifyAsync(string token, ExternalProvider provider, string type, CancellationToken cancellationToken)
    {
        if (token.Length > MaxBytes || !_handler.CanReadToken(token))
        {
            return new(default, "", "the token is none");
        }

        if (await provider.Discovery.GetAsync(cancellationToken) is not { } known)
        {
            return Verified.Away;
        }

        JsonWebToken read = _handler.ReadJsonWebToken(token);
        SecurityKey[] keys = KeysFor(read, known);
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, Parameters(known, keys, provider, type));
        if ((keys.Length == 0 || result.Exception is SecurityTokenInvalidSignatureException) && await provider.Discovery.GetAnewAsync(cancellationToken) is { } anew)
        {
            result = await _handler.ValidateTokenAsync(token, Parameters(anew, KeysFor(read, anew), provider, type));
        }

        try
        {
            return result is { IsValid: true, SecurityToken: JsonWebToken verified } ? Read(verified, provider)
                : new(default, "", $"the token is not valid: {result.Exception?.GetType().Name}");
        }
        catch (JsonException)
        {
            return new(default, "", "the token names a claim twice");
        }
    }

    private static Verified Read(JsonWebToken token, ExternalProvider provider)
    {
        using JsonDocument claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), Strict);
        // Core 3.1.3.7 (3): no further audiences that are not trusted, and none is; (5): azp is this client where it is there.
        return token.Audiences.Any(a => a != provider.Options.ClientId) ? new(default, "", "the token is for others as well")
            : claims.RootElement.TryGetProperty("azp", out JsonElement azp) && !(azp.ValueKind == JsonValueKind.String && azp.GetString() == provider.Options.ClientId)
                ? new(default, "", "the token was issued to another client")
            : new(claims.RootElement.Clone(), token.Alg, null);
    }

    // The key that the token names, and of the kind that its algorithm needs: a public key is never a secret (RFC 8725 3.1).
    private static SecurityKey[] KeysFor(JsonWebToken token, OpenIdConnectConfiguration known) =>
    [
        .. known.SigningKeys.Where(k => (string.IsNullOrEmpty(token.Kid) || k.KeyId == token.Kid)
            && (token.Alg.StartsWith("ES", StringComparison.Ordinal) ? k is ECDsaSecurityKey : k is RsaSecurityKey or X509SecurityKey)),
    ];

    private TokenValidationParameters Parameters(OpenIdConnectConfiguration known, SecurityKey[] keys, ExternalProvider provider, string type) => new()
    {
        ValidIssuer = known.Issuer,
        ValidAudience = provider.Options.ClientId,
        ValidAlgorithms = Algorithms,
        IssuerSigningKeys = keys,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = IsLive,
        // A token of another kind by the same keys is none of this kind.
        TypeValidator = (found, _, _) => string.IsNullOrEmpty(found) || found.Equals(type, StringComparison.OrdinalIgnoreCase)
            || found.Equals($"application/{type}", StringComparison.OrdinalIgnoreCase)
                ? found : throw new SecurityTokenInvalidTypeException(),
        LogValidationExceptions = false,
    };

    private bool IsLive(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + ClockDifference && (notBefore is not { } begin || now > begin - ClockDifference);
    }
}

/// <summary>What a token says, once it is verified.</summary>
/// <param name="Claims">The claims.</param>
/// <param name="Algorithm">By which it is signed.</param>
/// <param name="Problem">Why there are none; null when all is well.</param>
internal readonly record struct Verified(JsonElement Claims, string Algorithm, string? Problem)
{
    /// <summary>The provider cannot be asked for its keys.</summary>
    public static Verified Away { get; } = new(default, "", "its keys cannot be had");

    public string? Text(string name) => Claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A time (RFC 7519 2, NumericDate); null where there is none.</summary>
    public DateTimeOffset? Time(string name) =>
        Claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds) && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) : null;

    public bool Has(string name) => Claims.TryGetProperty(name, out _);
}
