namespace Cloakroom;

/// <summary>
/// Optional service of an application: asked at every refresh, before new tokens are given out, so that a session with tokens learns of
/// changes to its user without a new login; and once more when a session has begun or has a new ID, so that a change at that very moment is
/// not missed.
/// </summary>
public interface IRefreshUsers
{
    /// <summary>The user as they are now; null when the account is disabled or gone, which ends the session.</summary>
    /// <exception cref="StoreUnavailableException">Nobody can tell; the refresh is answered with 503, and the same token may be shown again.</exception>
    ValueTask<SessionUser?> FindAsync(string userId, CancellationToken cancellationToken);
}
