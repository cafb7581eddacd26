namespace Cloakroom.Bench;

/// <summary>
/// Answers every find with a session that began a moment ago, read from the bytes that a store keeps, so that its texts are objects of their
/// own as they are after a real read. The user is numbered by the digest, with 6 digits. Its push line always hears.
/// </summary>
internal sealed class SampleSessions(bool isGuid = false) : ISessionStore, ISessionChangeFeed
{
    /// <summary>What one of them takes in the near cache, by its own estimate, with a number as user ID.</summary>
    public const int CachedBytes = CacheFootprint.Fixed + 40 + 72;

    private readonly DateTimeOffset _login = TimeProvider.System.GetUtcNow();

    public bool IsFresh => true;

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) => new(new StoredSession(Read(digest), null));

    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => new(true);

    public void Observe(ISessionChangeObserver observer) => ArgumentNullException.ThrowIfNull(observer);

    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) => new(Applied.Done);

    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    private Session Read(SessionDigest digest)
    {
        int user = 100_000 + (int)((uint)digest.GetHashCode() % 900_000);
        Session session = Typical.Of(Typical.UserId(user, isGuid), user, digest, _login);
        return SessionFormat.TryRead(SessionFormat.Write(session), digest, out Session? read) ? read : throw new InvalidOperationException("Unreadable.");
    }
}
