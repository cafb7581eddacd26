namespace Cloakroom;

public sealed partial class MemorySessionStore : ISessionDataStore, ISessionChangeFeed
{
    /// <summary>Always true: this process is the only writer, and the engine itself forgets what it writes.</summary>
    public bool IsFresh => true;

    /// <inheritdoc />
    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => Unlocked(true, cancellationToken);

    /// <summary>There is nothing to report; the observer is not kept.</summary>
    public void Observe(ISessionChangeObserver observer) => ArgumentNullException.ThrowIfNull(observer);

    /// <inheritdoc />
    public ValueTask<DataItem?> ReadAsync(SessionDigest digest, string key, CancellationToken cancellationToken)
    {
        MemoryData.SizeOfKey(key);
        return Unlocked(Find(digest)?.Data.Items.GetValueOrDefault(key), cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The key is not 1 to 128 UTF-8 bytes long.</exception>
    public ValueTask<DataOutcome> WriteAsync(DataWrite write, CancellationToken cancellationToken)
    {
        MemoryData.SizeOfKey(write.Key);
        return Locked(
            () =>
            {
                if (_shelf.Find(write.Digest) is not { Session: { } session, Data: var data })
                {
                    return new DataOutcome(DataResult.SessionGone, 0);
                }

                (DataOutcome outcome, MemoryData after) = data.Apply(write);
                _shelf.Put(session, after);
                return outcome;
            },
            cancellationToken);
    }
}
