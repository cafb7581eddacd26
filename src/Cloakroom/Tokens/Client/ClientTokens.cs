using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Cloakroom.Keys;

namespace Cloakroom.Tokens;

/// <summary>What a client keeps of a login with the carrier <c>token</c> (RFC 6749 5.1). Both texts are secrets; <see cref="ToString"/> prints none.</summary>
/// <param name="AccessToken">Shown with every request as <c>Authorization: Bearer</c> (RFC 6750 2.1).</param>
/// <param name="RefreshToken">Shown once to <c>POST /auth/refresh</c>, for the next pair.</param>
/// <param name="ExpiresAt">Until when the access token is good, by the clock of the client; of the refresh token the server alone knows.</param>
public sealed record ClientTokens(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt)
{
    private const int Version = 1;

    /// <summary>How long the access token was good when it was given out; null where that has been forgotten.</summary>
    internal TimeSpan? Life { get; init; }

    /// <summary>The tokens as one text for a store that keeps texts; <see cref="TryParse"/> reads it. It is as secret as they are.</summary>
    public string Reveal()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("access_token", AccessToken);
            json.WriteString("refresh_token", RefreshToken);
            json.WriteString("expires_at", ExpiresAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Reveal"/> wrote; false for anything else, null included.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ClientTokens? tokens)
    {
        tokens = TokenJson.TryRead(Encoding.UTF8.GetBytes(text ?? "")) is { } json
            && json.TryGetProperty("version", out JsonElement version) && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out int number) && number == Version
            && json.TextOf("access_token") is { Length: > 0 } access && json.TextOf("refresh_token") is { Length: > 0 } refresh
            && DateTimeOffset.TryParseExact(json.TextOf("expires_at"), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset expires)
            ? new(access, refresh, expires) : null;
        return tokens is not null;
    }

    /// <summary>Whether these are the same; a store may round times.</summary>
    internal bool Are(ClientTokens? others) => others is not null && AccessToken == others.AccessToken && RefreshToken == others.RefreshToken;

    /// <summary>Prints no secret.</summary>
    public override string ToString() => $"ClientTokens(until {ExpiresAt:O})";
}
