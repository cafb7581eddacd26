namespace Cloakroom;

/// <summary>Telling other processes of logouts that wait for the store, where it has a line for that (<see cref="IRevocationLine"/>).</summary>
internal sealed partial class SessionEngine
{
    private const int AnnouncedAtOnce = 1000;

    // Of all sessions of a user those that lie here: whoever uses one elsewhere meanwhile is refused when the store is back. Nothing before it
    // is known whose they are: a node that hears of the one that was shown may end it, and then nobody could tell any more.
    private async ValueTask AnnounceAsync(IEnumerable<PendingRevocation> revocations)
    {
        if (_bare is not IRevocationLine line)
        {
            return;
        }

        DateTimeOffset expires = LastExpiry();
        await Task.WhenAll(revocations
            .SelectMany(r => DigestsOf(r).Select(digest => (digest, r.Why)))
            .Select(a => AnnounceAsync(line, a.digest, a.Why, expires)));
    }

    private IEnumerable<SessionDigest> DigestsOf(PendingRevocation revocation) => revocation switch
    {
        PendingRevocation.One one => [one.Digest],
        PendingRevocation.All all => _cache.SessionsOf(all.UserId).Where(s => _pending.Denied.Covers(all, s)).Select(s => s.Digest),
        _ => [],
    };

    private async Task AnnounceAsync(IRevocationLine line, SessionDigest digest, EndReason why, DateTimeOffset expires)
    {
        try
        {
            await _guard.InTimeAsync(DoneAsync(line.AnnounceAsync(digest, why, expires, CancellationToken.None)), StoreGuard.Read, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Repeated in a second.
        }
    }

    private static async ValueTask<bool> DoneAsync(ValueTask announced)
    {
        await announced;
        return true;
    }
}
