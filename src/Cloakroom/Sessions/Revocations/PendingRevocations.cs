using System.Collections.Concurrent;

namespace Cloakroom;

/// <summary>
/// Logouts that the store could not take. This process denies them from the first moment and repeats them until the store confirms, so
/// that a person who logs out during an outage is logged out.
/// </summary>
/// <param name="store">Where they belong.</param>
/// <param name="ended">Told of every session that the store has ended, before it is not denied here any more.</param>
/// <param name="named">Told what has become of a logout whose person has a name now, to write it down.</param>
/// <param name="settled">Told of what need not be repeated any more.</param>
internal sealed class PendingRevocations(
    ISessionStore store, Action<SessionDigest, EndReason> ended, Func<PendingRevocation, PendingRevocation, Task> named, Action<PendingRevocation> settled)
{
    // About 25 MB. During an outage anybody can send logouts of sessions that do not exist.
    public const int Capacity = 100_000;

    // Enough at once to share the store's group commit.
    private const int Batch = 64;

    private readonly ConcurrentQueue<PendingRevocation> _waiting = new();
    private readonly Lock _gate = new();
    private Task _naming = Task.CompletedTask;

    /// <summary>Who is denied meanwhile.</summary>
    public DeniedSessions Denied { get; } = new(Capacity);

    /// <summary>What waits at this moment, but for what is being tried.</summary>
    public IEnumerable<PendingRevocation> Waiting => _waiting;

    /// <summary>Denies it from now on. False when there are too many already; then nothing has changed.</summary>
    public bool TryAdd(PendingRevocation revocation)
    {
        bool added = Denied.TryAdd(revocation, out bool isNew);
        if (added && isNew)
        {
            _waiting.Enqueue(revocation);
        }

        return added;
    }

    /// <summary>
    /// Reads whose sessions are to end, where that is not known yet and the store can say: once a session is ended, nobody can tell any more
    /// whose it was. One for all who ask.
    /// </summary>
    public Task NameAsync()
    {
        lock (_gate)
        {
            return _naming = _naming.IsCompleted && _waiting.Any(r => r is PendingRevocation.AllLike) ? Task.Run(NameAllAsync) : _naming;
        }
    }

    /// <summary>Tries each once more; what fails again stays, behind the others.</summary>
    public async ValueTask RetryAsync()
    {
        bool progress = true;
        for (int left = _waiting.Count; left > 0 && progress; left -= Batch)
        {
            bool[] done = await Task.WhenAll(Take(Math.Min(left, Batch)).ToArray().Select(RetryAsync));
            progress = done.Contains(true);
        }
    }

    private IEnumerable<PendingRevocation> Take(int count)
    {
        for (int i = 0; i < count && _waiting.TryDequeue(out PendingRevocation? next); i++)
        {
            yield return next;
        }
    }

    private async Task NameAllAsync()
    {
        for (int left = _waiting.Count; left > 0; left -= Batch)
        {
            await Task.WhenAll(Take(Math.Min(left, Batch)).ToArray().Select(NameAsync));
        }
    }

    private async Task NameAsync(PendingRevocation revocation)
    {
        PendingRevocation next = revocation;
        try
        {
            if (revocation is PendingRevocation.AllLike like && await FindAsync(like.Digest) is { } found)
            {
                // Whoever showed a session that somebody has ended meanwhile ends no others: perhaps that was why.
                next = found.Session is { } session && session.Digest == like.Digest && SessionPolicy.Refuse(session, like.At) is null
                    ? new PendingRevocation.All(session.UserId, like.Why, like.At)
                    : new PendingRevocation.One(like.Digest, like.Why);
                Denied.Replace(like, next);
                await named(like, next);
            }
        }
        finally
        {
            _waiting.Enqueue(next);
        }
    }

    private async Task<StoredSession?> FindAsync(SessionDigest digest)
    {
        try
        {
            return await store.FindAsync(digest, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private async Task<bool> RetryAsync(PendingRevocation revocation)
    {
        try
        {
            await ApplyAsync(revocation);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _waiting.Enqueue(revocation);
            return false;
        }

        settled(revocation);
        Denied.Remove(revocation);
        return true;
    }

    private Task ApplyAsync(PendingRevocation revocation) => revocation switch
    {
        PendingRevocation.One one => EndAsync(one.Digest, one.Why),
        PendingRevocation.All all => EndAllAsync(all),
        _ => throw new StoreUnavailableException("The store could not say whose session it is."),
    };

    private async Task EndAsync(SessionDigest digest, EndReason why)
    {
        await store.DeleteAsync(new(digest, why), CancellationToken.None);
        ended(digest, why);
    }

    // Not DeleteUserAsync: the person may have logged in again since.
    private async Task EndAllAsync(PendingRevocation.All all)
    {
        foreach (Session session in await store.ListAsync(all.UserId, CancellationToken.None))
        {
            if (Denied.Covers(all, session))
            {
                await EndAsync(session.Digest, all.Why);
            }
        }
    }
}
