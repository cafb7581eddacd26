using System.Globalization;
using System.Text.Json.Serialization;

namespace Cloakroom;

/// <summary>The JSON shapes of the contract. Times are RFC 3339 UTC; the handle stands for the session, never its ID.</summary>
internal static class SessionJson
{
    public static UserAndSessionJson UserAndSession(Session session) => new(User(session.User), Of(session));

    /// <summary>The answer of RFC 6749 5.1, and who it is.</summary>
    public static TokensJson TokensAndSession(TokenPair tokens, Session session) => new(
        tokens.AccessToken, "Bearer", (long)tokens.ExpiresIn.TotalSeconds, tokens.RefreshToken, User(session.User), Of(session));

    public static UserJson User(SessionUser user) => new(user.Id, user.Email, [.. user.Roles]);

    public static ListedSessionJson Listed(Session session, SessionHandle? current) => new(
        session.Handle.ToString(), session.Handle == current, Carrier(session), session.Device,
        Time(session.CreatedAt), Time(session.LastSeenAt), Time(session.ExpiresAt));

    private static OneSessionJson Of(Session session) => new(
        session.Handle.ToString(), Carrier(session), Time(session.CreatedAt), Time(session.LastSeenAt), Time(session.ExpiresAt),
        Time(session.AuthenticatedAt), [.. session.AuthenticationMethods], session.Device);

    /// <summary>The name of the carrier in the contract.</summary>
    public static string Carrier(Session session) => session.Carrier switch
    {
        Cloakroom.Carrier.Token => "token",
        Cloakroom.Carrier.JwtCookie => "jwt-cookie",
        _ => "cookie",
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

internal sealed record UserJson(string Id, string? Email, string[] Roles);

internal sealed record OneSessionJson(
    string Id, string Carrier, string CreatedAt, string LastSeenAt, string ExpiresAt, string AuthenticatedAt, string[] Amr, string Device);

internal sealed record UserAndSessionJson(UserJson User, OneSessionJson Session);

internal sealed record TokensJson(
    [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] long ExpiresIn, [property: JsonPropertyName("refresh_token")] string RefreshToken,
    UserJson User, OneSessionJson Session);

internal sealed record ListedSessionJson(
    string Id, bool Current, string Carrier, string Device, string CreatedAt, string LastSeenAt, string ExpiresAt);
