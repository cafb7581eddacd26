using System.Collections.Concurrent;

namespace Cloakroom;

/// <summary>
/// Logouts that the store could not take. This process denies them from the first moment and repeats them until the store confirms, so
/// that a person who logs out during an outage is logged out.
/// </summary>
internal sealed class PendingRevocations
{
    private readonly ConcurrentDictionary<SessionChange, DateTimeOffset> _waiting = new();

    /// <summary>True in the usual case: one read decides.</summary>
    public bool IsEmpty => _waiting.IsEmpty;

    public void Add(SessionChange change, DateTimeOffset now) => _waiting.TryAdd(change, now);

    public bool Denies(Session session) => !IsEmpty && _waiting.Any(p => p.Key switch
    {
        SessionChange.Destroy one => one.Digest == session.Digest,
        // A login after the logout is a new session: only what began before it ends.
        SessionChange.DestroyAll all => all.UserId == session.UserId && all.Except != session.Digest && session.CreatedAt <= p.Value,
        _ => false,
    });

    /// <summary>Tries each once more; what fails again stays.</summary>
    public async ValueTask RetryAsync(ISessionStore store)
    {
        foreach ((SessionChange change, DateTimeOffset at) in _waiting)
        {
            try
            {
                if (change is SessionChange.Destroy one)
                {
                    await store.DeleteAsync(one, CancellationToken.None);
                }
                else if (change is SessionChange.DestroyAll all)
                {
                    await EndOlderAsync(store, all, at);
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Telemetry.StoreFailures.Add(1);
                return;
            }

            _waiting.TryRemove(change, out _);
        }
    }

    // Not DeleteUserAsync: the person may have logged in again since.
    private static async ValueTask EndOlderAsync(ISessionStore store, SessionChange.DestroyAll all, DateTimeOffset at)
    {
        foreach (Session session in await store.ListAsync(all.UserId, CancellationToken.None))
        {
            if (session.CreatedAt <= at && session.Digest != all.Except)
            {
                await store.DeleteAsync(new(session.Digest, all.Why), CancellationToken.None);
            }
        }
    }
}
