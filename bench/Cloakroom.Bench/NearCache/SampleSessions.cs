using Cloakroom.Bench.Instructions;

namespace Cloakroom.Bench;

/// <summary>
/// Answers every find with a session that began a moment ago, read from the bytes that a store keeps, so that its texts are objects of their
/// own as they are after a real read. The user is numbered by the digest, with 6 digits.
/// </summary>
internal sealed class SampleSessions(bool isGuid = false) : ReadOnlyStore
{
    /// <summary>What one of them takes in the near cache, by its own estimate, with a number as user ID.</summary>
    public const int CachedBytes = CacheFootprint.Fixed + 40 + 72;

    private readonly DateTimeOffset _login = TimeProvider.System.GetUtcNow();

    public override ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) => new(new StoredSession(Read(digest), null));

    private Session Read(SessionDigest digest)
    {
        int user = 100_000 + (int)((uint)digest.GetHashCode() % 900_000);
        Session session = Typical.Of(Typical.UserId(user, isGuid), user, digest, _login);
        return SessionFormat.TryRead(SessionFormat.Write(session), digest, out Session? read) ? read : throw new InvalidOperationException("Unreadable.");
    }
}
