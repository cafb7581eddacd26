namespace Cloakroom;

/// <summary>
/// Optional capability of a store: it can tell the other processes of a revocation that it cannot store at the moment. They refuse the
/// session from then on.
/// </summary>
public interface IRevocationLine
{
    /// <summary>
    /// Tells it. Heard by <see cref="ISessionChangeObserver.Ended"/> of every process that listens; repeated by the caller until the store
    /// has taken the revocation.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nobody could be told.</exception>
    ValueTask AnnounceAsync(SessionDigest digest, EndReason why, DateTimeOffset expires, CancellationToken cancellationToken);
}
