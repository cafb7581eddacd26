namespace Cloakroom.Bench.Instructions;

/// <summary>A store that knows one session.</summary>
internal sealed class LoneSession(Session session) : ReadOnlyStore
{
    public override ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        new(digest == session.Digest ? new StoredSession(session, Ended: null) : StoredSession.Absent);
}
