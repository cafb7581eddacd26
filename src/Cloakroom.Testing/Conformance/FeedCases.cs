using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class FeedCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Feed("After a refresh that succeeded the feed is fresh", async (t, feed) =>
        {
            feed.Observe(new Observed());
            Expect.Equal(true, await feed.RefreshAsync(t.Bound), "Refresh of a store that works");
            Expect.Equal(true, feed.IsFresh, "IsFresh after a refresh that succeeded");
        }),
        Feed("Touches of this process are not reported", async (t, feed) =>
        {
            var observed = new Observed();
            Session session = await t.LoggedIn();
            feed.Observe(observed);
            await feed.RefreshAsync(t.Bound);
            observed.Clear();
            await t.Touch(session.Digest, session.LastSeenAt.AddMinutes(1));
            await feed.RefreshAsync(t.Bound);
            Expect.That(!observed.InDoubt(session.Digest), "A touch was reported as a change.");
        }),
    ];
}

/// <summary>Remembers what a feed reports.</summary>
internal sealed class Observed : ISessionChangeObserver
{
    private readonly Lock _gate = new();
    private readonly HashSet<SessionDigest> _changed = [];
    private bool _missed;

    public void Changed(SessionDigest digest)
    {
        lock (_gate)
        {
            _changed.Add(digest);
        }
    }

    public void Missed()
    {
        lock (_gate)
        {
            _missed = true;
        }
    }

    /// <summary>Whether a copy of this session may no longer be served.</summary>
    public bool InDoubt(SessionDigest digest)
    {
        lock (_gate)
        {
            return _missed || _changed.Contains(digest);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _changed.Clear();
            _missed = false;
        }
    }
}
