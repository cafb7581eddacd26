using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>A session has begun and its cookie is set. As a result it answers 200 with user and session, never with a secret.</summary>
public sealed class SignedIn : IResult
{
    internal SignedIn(Session session) => Session = session;

    /// <summary>The new session.</summary>
    public Session Session { get; }

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return httpContext.Response.WriteAsJsonAsync(SessionJson.UserAndSession(Session), SessionJson.Options);
    }
}
