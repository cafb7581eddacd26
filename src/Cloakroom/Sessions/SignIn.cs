using System.Collections.Immutable;

namespace Cloakroom;

/// <summary>A person has proved who they are; this is what the new session records.</summary>
/// <param name="User">Who.</param>
public sealed record SignIn(SessionUser User)
{
    /// <summary>How the client will show the session.</summary>
    public Carrier Carrier { get; init; } = Carrier.Cookie;

    /// <summary>How they proved it, by RFC 8176. Default <c>pwd</c>.</summary>
    public ImmutableArray<string> AuthenticationMethods { get; init; } = ["pwd"];

    /// <summary>
    /// When the person proved it: before the password was checked rather than after. A "log out everywhere" in between ends this login too.
    /// Default: the moment of the sign-in.
    /// </summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>The device as the person would name it; up to 256 UTF-8 bytes.</summary>
    public string Device { get; init; } = "";
}
