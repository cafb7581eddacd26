using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>
/// A session has begun, or has new cookies or tokens. As a result it answers 200 with user and session, and with the tokens where the
/// client keeps them itself; with a cookie never with a secret.
/// </summary>
public sealed class SignedIn : IResult
{
    internal SignedIn(Session session, TokenPair? tokens) => (Session, Tokens) = (session, tokens);

    /// <summary>The session.</summary>
    public Session Session { get; }

    /// <summary>The tokens of a session with the carrier <see cref="Carrier.Token"/>; null where cookies carry it.</summary>
    public TokenPair? Tokens { get; }

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return Tokens is { } tokens
            ? httpContext.Response.WriteAsJsonAsync(SessionJson.TokensAndSession(tokens, Session), SessionShapes.Default.TokensJson)
            : httpContext.Response.WriteAsJsonAsync(SessionJson.UserAndSession(Session), SessionShapes.Default.UserAndSessionJson);
    }
}
