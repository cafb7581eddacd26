namespace Cloakroom;

internal sealed class NearCache(long capacityBytes) : ISessionChangeObserver
{
    public long Hits => capacityBytes;
    public long Misses => capacityBytes;
    public long Bytes => capacityBytes;

    public bool TryGet(in SessionId id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CachedSession? cached) { cached = null; return capacityBytes < 0; }

    public ValueTask<StoredSession> LoadAsync(SessionId id, SessionDigest digest, ISessionStore store, bool keep, CancellationToken ct) => capacityBytes < 0 ? default : store.FindAsync(digest, ct);

    public void Changed(SessionDigest digest) { }
    public void Missed() { }
}

internal sealed class CachedSession(Decision.Valid valid)
{
    public Decision.Valid Valid { get; private set; } = valid;
    public bool TryReplace(Decision.Valid seen, Decision.Valid next) { Valid = next; return true; }
}
