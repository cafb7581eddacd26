using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cloakroom.Server.Passkeys;

/// <summary>What the browser is asked to do, and the sealed state that comes back with its answer.</summary>
/// <param name="Options">JSON of Web Authentication Level 3, 5.4 or 5.5.</param>
/// <param name="State">Opaque to the client.</param>
internal sealed record PasskeyQuestion(string Options, string State)
{
    public IResult AsResult()
    {
        using JsonDocument options = JsonDocument.Parse(Options);
        return Results.Json(new { publicKey = options.RootElement.Clone(), state = State }, ServerJson.Options);
    }
}

/// <summary>The body of the second request of a ceremony.</summary>
/// <param name="Credential">What <c>PublicKeyCredential.toJSON()</c> gives.</param>
/// <param name="State">As it was handed out.</param>
/// <param name="Carrier">How the client will show the session; logging in only.</param>
/// <param name="Name">How the person calls the passkey; adding only, null for a name by what keeps it.</param>
internal sealed record PasskeyAnswer(string Credential, string State, Carrier Carrier, string? Name)
{
    /// <summary>Prints no signature.</summary>
    public override string ToString() => "PasskeyAnswer";
}

/// <summary>A passkey in the list of its owner.</summary>
/// <param name="Id">The ID of the credential, base64url: no secret.</param>
/// <param name="Name">As its owner calls it.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastUsedAt">When somebody last logged in with it; null for never.</param>
/// <param name="Synced">Whether whatever keeps it has a copy elsewhere, as it said when it was last used.</param>
internal sealed record ListedPasskey(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool Synced)
{
    public PasskeyJson ToJson() => new(Id, Name, Time(CreatedAt), LastUsedAt is { } used ? Time(used) : null, Synced);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The same as JSON.</summary>
internal sealed record PasskeyJson(string Id, string Name, string CreatedAt, string? LastUsedAt, bool Synced);

/// <summary>A passkey was added; with new tokens for a client that keeps them itself (RFC 6749 5.1), since the session has a new ID.</summary>
internal sealed record PasskeyAddedJson(
    PasskeyJson Passkey,
    [property: JsonPropertyName("access_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AccessToken,
    [property: JsonPropertyName("token_type"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TokenType,
    [property: JsonPropertyName("expires_in"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ExpiresIn,
    [property: JsonPropertyName("refresh_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RefreshToken)
{
    public static PasskeyAddedJson Of(ListedPasskey passkey, SignedIn? rotated) => rotated?.Tokens is { } tokens
        ? new(passkey.ToJson(), tokens.AccessToken, "Bearer", (long)tokens.ExpiresIn.TotalSeconds, tokens.RefreshToken) : new(passkey.ToJson(), null, null, null, null);

    /// <summary>Prints no token.</summary>
    public override string ToString() => "PasskeyAddedJson";
}
