using System.Collections.Concurrent;

namespace Cloakroom;

/// <summary>
/// New sessions of which the store did not say in time whether it has them. Nobody was given their IDs, so that they would be devices in the
/// list of a person that nobody holds: they are ended as soon as the store answers.
/// </summary>
/// <remarks>Not written down, and the oldest are let go where there are too many: they can do no harm, and expire like any other.</remarks>
internal sealed class AbandonedLogins(ISessionStore store)
{
    private const int Capacity = 1000;

    private readonly ConcurrentQueue<SessionDigest> _digests = new();

    public void Add(SessionDigest digest)
    {
        _digests.Enqueue(digest);
        if (_digests.Count > Capacity)
        {
            _digests.TryDequeue(out _);
        }
    }

    /// <summary>Ends what there is, until the store fails again.</summary>
    public async ValueTask EndAsync()
    {
        while (_digests.TryDequeue(out SessionDigest digest))
        {
            try
            {
                await store.DeleteAsync(new(digest, EndReason.Rotated), CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                Add(digest);
                return;
            }
        }
    }
}
