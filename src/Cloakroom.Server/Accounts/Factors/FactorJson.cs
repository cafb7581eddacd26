using System.Text.Json.Serialization;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>What the account has: <c>GET /auth/factors</c>.</summary>
internal sealed record FactorStateJson(AuthenticatorJson? Authenticator, int RecoveryCodes)
{
    public static FactorStateJson Of(FactorState state) => new(
        state.AddedAt is { } added ? new(added.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)) : null, state.RecoveryCodes);
}

internal sealed record AuthenticatorJson(string AddedAt);

/// <summary>A new secret, to be put into an app.</summary>
internal sealed record SetupJson(string Secret, string Uri)
{
    public override string ToString() => nameof(SetupJson);
}

/// <summary>What was made and is shown once. A client that keeps tokens gets new ones, because its session has a new ID.</summary>
internal sealed record FactorChangeJson(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? RecoveryCodes,
    [property: JsonPropertyName("access_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AccessToken,
    [property: JsonPropertyName("token_type"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TokenType,
    [property: JsonPropertyName("expires_in"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ExpiresIn,
    [property: JsonPropertyName("refresh_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RefreshToken)
{
    public static FactorChangeJson Of(FactorAnswer answer) => answer.SignedIn?.Tokens is { } tokens
        ? new(answer.RecoveryCodes, tokens.AccessToken, "Bearer", (long)tokens.ExpiresIn.TotalSeconds, tokens.RefreshToken)
        : new(answer.RecoveryCodes, AccessToken: null, TokenType: null, ExpiresIn: null, RefreshToken: null);

    public override string ToString() => nameof(FactorChangeJson);
}
