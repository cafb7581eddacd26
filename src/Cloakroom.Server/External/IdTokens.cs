using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.External;

/// <summary>Reads an ID token (OpenID Connect Core 3.1.3.7, 3.1.3.8), and asks for the address where it is not in there.</summary>
internal sealed class IdTokens(ProviderToken tokens, ProviderCalls calls, TimeProvider time)
{
    /// <summary>How old the proof may be when the provider was told to ask again.</summary>
    public static readonly TimeSpan RenewedWithin = TimeSpan.FromMinutes(5);

    // Core 2: at most 255 ASCII characters.
    private const int MaxSubject = 255;

    /// <summary>Who it is, or why nobody can tell: one of the two.</summary>
    public async Task<(ExternalIdentity? Identity, string Problem)> ReadAsync(
        ExternalProvider provider, Flow flow, string nonce, JsonElement answer, CancellationToken cancellationToken)
    {
        if (Text(answer, "id_token") is not { } token)
        {
            return (null, "the answer has no ID token");
        }

        Verified verified = await tokens.VerifyAsync(token, provider, "JWT", cancellationToken);
        if ((verified.Problem ?? WhyNot(verified, flow, nonce, Text(answer, "access_token"))) is { } problem)
        {
            return (null, problem);
        }

        var identity = new ExternalIdentity(provider.Key, provider.Title, verified.Text("sub") ?? "")
        {
            Sid = verified.Text("sid") ?? "",
            AuthenticatedAt = verified.Time("auth_time"),
            Methods = Methods(verified.Claims),
        };
        return (verified.Has("email") ? WithEmail(identity, verified.Claims) : await AskAsync(provider, identity, answer, cancellationToken), "");
    }

    private string? WhyNot(Verified token, Flow flow, string nonce, string? accessToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        return token.Text("nonce") is not { } shown || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(nonce))
                ? "the nonce is another"
            : token.Text("sub") is not { Length: > 0 and <= MaxSubject } subject || !Ascii.IsValid(subject) ? "the token names nobody"
            // (10): issued in this flow.
            : token.Time("iat") is not { } issued || issued < flow.BeganAt - ProviderToken.ClockDifference || issued > now + ProviderToken.ClockDifference ? "the token was issued at another time"
            : token.Has("at_hash") && !IsHashOf(token.Text("at_hash"), accessToken, token.Algorithm) ? "the ID token belongs to another access token"
            // (13): the provider was told to ask again.
            : flow.Purpose == FlowPurpose.Renew && !(token.Time("auth_time") > now - RenewedWithin - ProviderToken.ClockDifference) ? Stale
            : null;
    }

    /// <summary>The problem of a person whom the provider did not ask again although it was told to.</summary>
    public const string Stale = "the provider did not ask again who it is";

    // 3.1.3.8, 3.3.2.11: the left half of the hash of the access token, by the hash of the token's own algorithm.
    private static bool IsHashOf(string? shown, string? accessToken, string algorithm)
    {
        byte[] text = Encoding.ASCII.GetBytes(accessToken ?? "");
        byte[] hash = algorithm[^3..] switch { "256" => SHA256.HashData(text), "384" => SHA384.HashData(text), _ => SHA512.HashData(text) };
        return shown is not null && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2))));
    }

    // 5.3.2: what it tells must be about the same person.
    private async Task<ExternalIdentity> AskAsync(ExternalProvider provider, ExternalIdentity identity, JsonElement answer, CancellationToken cancellationToken)
    {
        string? endpoint = (await provider.Discovery.GetAsync(cancellationToken))?.UserInfoEndpoint;
        if (string.IsNullOrEmpty(endpoint) || Text(answer, "access_token") is not { } token)
        {
            return identity;
        }

        JsonElement? told = await calls.UserInfoAsync(provider.Options, endpoint, token, cancellationToken);
        return told is { } claims && Text(claims, "sub") == identity.Subject ? WithEmail(identity, claims) : identity;
    }

    private static ExternalIdentity WithEmail(ExternalIdentity identity, JsonElement claims) => identity with
    {
        Email = EmailAddress.TryParse(Text(claims, "email"), out EmailAddress? email) ? email : null,
        EmailIsVerified = claims.TryGetProperty("email_verified", out JsonElement verified) && verified.ValueKind == JsonValueKind.True,
    };

    private static ImmutableArray<string> Methods(JsonElement claims) =>
        claims.TryGetProperty("amr", out JsonElement amr) && amr.ValueKind == JsonValueKind.Array
            ? [.. amr.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.String).Select(m => m.GetString() ?? "").Where(m => m.Length is > 0 and <= 16 && m.All(char.IsAsciiLetterOrDigit)).Take(8)]
            : [];

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
