using System.Collections.Immutable;

namespace Cloakroom;

/// <summary>The person a session belongs to, as known at login. A change of roles starts a new session ID (ASVS 7.2.4).</summary>
/// <param name="Id">The application's own name for the user; 1 to 256 UTF-8 bytes, compared octet by octet.</param>
public sealed record SessionUser(string Id)
{
    /// <summary>Address shown to the person and passed to applications; null when unknown.</summary>
    public string? Email { get; init; }

    /// <summary>Roles for authorization; empty by default.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Compares the roles one by one, in order.</summary>
    public bool Equals(SessionUser? other) =>
        other is not null && string.Equals(Id, other.Id, StringComparison.Ordinal)
        && string.Equals(Email, other.Email, StringComparison.Ordinal) && Roles.SequenceEqual(other.Roles, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);
}

/// <summary>How the client shows the session with every request.</summary>
public enum Carrier
{
    /// <summary>An HttpOnly cookie (RFC 6265bis).</summary>
    Cookie = 1,

    /// <summary>A bearer token (RFC 6750).</summary>
    Token = 2,

    /// <summary>A JWT in an HttpOnly cookie.</summary>
    JwtCookie = 3,
}

/// <summary>
/// The server-side record of a login. It names the digest it belongs to, never the ID, and decides its own expiry (invariants 2 and 8).
/// Times have millisecond precision: what is finer is cut off.
/// </summary>
public sealed record Session
{
    // Milliseconds since 1970-01-01 UTC, as in every store: half the size, and a million of these lie in a near cache.
    private readonly long _createdAt, _authenticatedAt, _lastSeenAt, _expiresAt;

    /// <summary>The key of this record; compared on every read.</summary>
    public required SessionDigest Digest { get; init; }

    /// <summary>The public name, stable for the life of the session, also when its ID is rotated.</summary>
    public required SessionHandle Handle { get; init; }

    /// <summary>Who it belongs to.</summary>
    public required SessionUser User { get; init; }

    /// <summary>Short for <c>User.Id</c>.</summary>
    public string UserId => User.Id;

    /// <summary>How the client shows it.</summary>
    public Carrier Carrier { get; init; } = Carrier.Cookie;

    /// <summary>When the session began.</summary>
    public required DateTimeOffset CreatedAt
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(_createdAt);
        init => _createdAt = value.ToUnixTimeMilliseconds();
    }

    /// <summary>When the person last proved who they are (<c>auth_time</c> of OpenID Connect).</summary>
    public required DateTimeOffset AuthenticatedAt
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(_authenticatedAt);
        init => _authenticatedAt = value.ToUnixTimeMilliseconds();
    }

    /// <summary>Last use, exact to the touch interval.</summary>
    public required DateTimeOffset LastSeenAt
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(_lastSeenAt);
        init => _lastSeenAt = value.ToUnixTimeMilliseconds();
    }

    /// <summary>The absolute end, whatever the use (ASVS 7.3.2).</summary>
    public required DateTimeOffset ExpiresAt
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(_expiresAt);
        init => _expiresAt = value.ToUnixTimeMilliseconds();
    }

    /// <summary>How long it may stay unused (ASVS 7.3.1).</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>How the person authenticated, by RFC 8176: <c>pwd</c>, <c>otp</c>, <c>hwk</c>.</summary>
    public ImmutableArray<string> AuthenticationMethods { get; init; } = [];

    /// <summary>What the person sees in the list of their sessions, for example <c>Firefox on Linux</c>.</summary>
    public string Device { get; init; } = "";

    /// <summary>Grows by one with every update; an update names the version it was made from.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Compares the methods one by one, in order.</summary>
    public bool Equals(Session? other) =>
        other is not null && Digest == other.Digest && Handle == other.Handle && User == other.User && Carrier == other.Carrier
        && CreatedAt == other.CreatedAt && AuthenticatedAt == other.AuthenticatedAt && LastSeenAt == other.LastSeenAt
        && ExpiresAt == other.ExpiresAt && IdleTimeout == other.IdleTimeout && Device == other.Device && Version == other.Version
        && AuthenticationMethods.SequenceEqual(other.AuthenticationMethods, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => Digest.GetHashCode();
}
