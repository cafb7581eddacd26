namespace Cloakroom;

/// <summary>
/// Changes of sessions that this process made itself and has yet to hear of: the push lines of stores report those too, within
/// <see cref="ISessionChangeFeed.Lease"/>. To be used under the lock of its owner.
/// </summary>
internal sealed class OwnChanges(TimeProvider time)
{
    // Where it was never heard, a change that somebody else makes later must not be taken for it.
    private static readonly TimeSpan Expected = 2 * ISessionChangeFeed.Lease;

    private readonly Queue<(SessionDigest Digest, DateTimeOffset At)> _waiting = new();

    public void Add(SessionDigest digest) => _waiting.Enqueue((digest, time.GetUtcNow()));

    /// <summary>Whether what is heard now is one of them; then it is not expected any more.</summary>
    public bool Take(SessionDigest digest)
    {
        DateTimeOffset before = time.GetUtcNow() - Expected;
        bool found = false;
        for (int left = _waiting.Count; left > 0; left--)
        {
            (SessionDigest one, DateTimeOffset at) = _waiting.Dequeue();
            if (!found && at >= before && one == digest)
            {
                found = true;
            }
            else if (at >= before)
            {
                _waiting.Enqueue((one, at));
            }
        }

        return found;
    }

    public void Clear() => _waiting.Clear();
}
