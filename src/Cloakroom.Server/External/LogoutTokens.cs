using System.Text.Json;

namespace Cloakroom.Server.External;

/// <summary>A provider says that somebody has logged out there.</summary>
/// <param name="Subject">Who; empty where it names a session only.</param>
/// <param name="Sid">Which session there; empty for all of that person.</param>
/// <param name="Id">The token's own ID, by the provider's name.</param>
/// <param name="Until">When it is refused anyway.</param>
internal sealed record ExternalLogout(string Subject, string Sid, string Id, DateTimeOffset Until);

/// <summary>Reads a logout token (OpenID Connect Back-Channel Logout 1.0 2.6).</summary>
internal sealed class LogoutTokens(ProviderToken tokens, TimeProvider time)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    // 4: no longer than two minutes is advised; some clocks and queues are slower.
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);

    /// <summary>What it says, or why it says nothing: one of the two.</summary>
    public async Task<(ExternalLogout? Logout, string Problem)> ReadAsync(ExternalProvider provider, string token, CancellationToken cancellationToken)
    {
        // Steps 2 to 4: signature, algorithm, iss, aud, exp.
        Verified verified = await tokens.VerifyAsync(token, provider, "logout+jwt", cancellationToken);
        if ((verified.Problem ?? WhyNot(verified)) is { } problem)
        {
            return (null, problem);
        }

        DateTimeOffset until = (verified.Time("exp") ?? time.GetUtcNow()) + ProviderToken.ClockDifference;
        return (new(verified.Text("sub") ?? "", verified.Text("sid") ?? "", $"{provider.Key}\0{verified.Text("jti")}", until), "");
    }

    private string? WhyNot(Verified token)
    {
        DateTimeOffset now = time.GetUtcNow();
        return token.Time("iat") is not { } issued || issued < now - Oldest - ProviderToken.ClockDifference || issued > now + ProviderToken.ClockDifference ? "the token was issued at another time"
            // Step 5.
            : string.IsNullOrEmpty(token.Text("sub")) && string.IsNullOrEmpty(token.Text("sid")) ? "the token names neither sub nor sid"
            // Step 6.
            : !IsLogout(token.Claims) ? "the token is about another event"
            // Step 7: an ID token has one.
            : token.Has("nonce") ? "the token has a nonce"
            : string.IsNullOrEmpty(token.Text("jti")) ? "the token has no jti" : null;
    }

    private static bool IsLogout(JsonElement claims) =>
        claims.TryGetProperty("events", out JsonElement events) && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(Event, out JsonElement logout) && logout.ValueKind == JsonValueKind.Object;
}
