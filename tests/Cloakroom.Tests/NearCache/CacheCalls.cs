namespace Cloakroom.Tests;

/// <summary>Calls of the near cache, as short as a test wants them.</summary>
internal static class CacheCalls
{
    public const long Plenty = 64 << 20;

    public static Task<StoredSession> LoadAsync(this NearCache cache, Ticket ticket, ISessionStore store, bool keep = true) =>
        cache.LoadForAsync(ticket, store, TestContext.Current.CancellationToken, keep);

    /// <summary>A load by somebody who may leave.</summary>
    public static Task<StoredSession> LoadForAsync(
        this NearCache cache, Ticket ticket, ISessionStore store, CancellationToken impatient, bool keep = true) =>
        cache.LoadAsync(ticket.Id, ticket.Digest, store, keep, impatient).AsTask();

    /// <summary>Waits with a bound.</summary>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>The cached version; null when there is none.</summary>
    public static int? Cached(this NearCache cache, Ticket ticket)
    {
        if (!cache.TryGet(ticket.Id, out CachedSession? cached))
        {
            return null;
        }

        Assert.Equal(ticket.Digest, cached.Valid.Session.Digest);
        return cached.Valid.Session.Version;
    }

    /// <summary>A store that has every session, in version 1, and answers at once.</summary>
    public static FullStore Everything { get; } = new();

    internal sealed class FullStore : FindOnlyStore
    {
        public override ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
            new(new StoredSession(new Ticket(default, digest).Record(), null));
    }
}
