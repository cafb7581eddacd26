using System.Collections.Concurrent;
using Cloakroom.Keys;

namespace Cloakroom.Tokens;

/// <summary>
/// What a service that verifies offline knows about ended sessions. It refuses what it knows to have ended, and what it cannot know about:
/// tokens from before it listened, and all of them once it has heard nothing for too long.
/// </summary>
/// <param name="patience">How old the latest word may be.</param>
/// <param name="time">The clock.</param>
internal sealed class RevocationView(TimeSpan patience, TimeProvider time)
{
    // No token that is good now was issued earlier.
    private static readonly TimeSpan Kept = KeyTimes.LongestToken + (2 * KeyTimes.Leeway);

    private readonly ConcurrentDictionary<SessionDigest, DateTimeOffset> _ended = new();
    private readonly ConcurrentDictionary<SessionDigest, (DateTimeOffset Before, DateTimeOffset Heard)> _changed = new();
    private readonly ConcurrentDictionary<OfflineWatch, byte> _watches = new();
    private volatile Span _span = new(DateTimeOffset.MaxValue, DateTimeOffset.MinValue);

    /// <summary>Until when everything is known.</summary>
    public DateTimeOffset To => _span.To;

    /// <summary>How many ended sessions are remembered.</summary>
    public int Count => _ended.Count;

    /// <summary>Whether nothing was heard for too long.</summary>
    public bool IsStale => time.GetUtcNow() - _span.To > patience;

    /// <summary>Null when the session of this token has not ended.</summary>
    /// <returns>
    /// <see cref="Reason.Revoked"/>; <see cref="Reason.StoreUnavailable"/> when nothing was heard for too long;
    /// <see cref="Reason.TokenExpired"/> when the token is older than what is known, or than a change of its user's roles, which the client mends by refreshing it.
    /// </returns>
    public Reason? Refuse(VerifiedToken token) =>
        _ended.ContainsKey(token.Digest) ? Reason.Revoked
        : IsStale ? Reason.StoreUnavailable
        : token.Issued < _span.From || (_changed.TryGetValue(token.Digest, out var change) && token.Issued < change.Before) ? Reason.TokenExpired : null;

    /// <summary>Takes a page in. One that does not follow on from what is known leaves a gap, and everything before is in doubt.</summary>
    public void Merge(RevocationPage page)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (SessionDigest digest in page.Ended)
        {
            _ended.TryAdd(digest, now);
        }

        foreach ((SessionDigest digest, DateTimeOffset before) in page.Changed)
        {
            _changed.AddOrUpdate(digest, (before, now), (_, old) => (old.Before > before ? old.Before : before, now));
        }

        Span known = _span;
        bool follows = page.From <= known.To;
        // Only now: what it is complete for must be known by then.
        _span = new(follows && known.From < page.From ? known.From : page.From, page.To > known.To ? page.To : known.To);
        foreach (OfflineWatch watch in _watches.Keys.Where(w => Refuse(w.Token) is not null || !follows))
        {
            End(watch);
        }
    }

    /// <summary>Tells when the session of a token ends, or when that can no longer be known.</summary>
    /// <param name="token">Whose.</param>
    /// <param name="ended">What to do then; called at most once, perhaps at once.</param>
    /// <returns>Dispose it when nothing is held open any more.</returns>
    public OfflineWatch Watch(VerifiedToken token, Action ended)
    {
        var watch = new OfflineWatch(token, ended, w => _watches.TryRemove(w, out _));
        _watches[watch] = 0;
        // It may have ended in between.
        if (Refuse(token) is not null)
        {
            End(watch);
        }

        return watch;
    }

    /// <summary>To be called now and then: forgets what no token can name any more, and ends what nobody can vouch for.</summary>
    public void Tend()
    {
        DateTimeOffset before = time.GetUtcNow() - Kept;
        foreach ((SessionDigest digest, DateTimeOffset heard) in _ended)
        {
            if (heard < before)
            {
                _ended.TryRemove(digest, out _);
            }
        }

        foreach ((SessionDigest digest, (DateTimeOffset Before, DateTimeOffset Heard) change) in _changed)
        {
            if (change.Heard < before)
            {
                _changed.TryRemove(new(digest, change));
            }
        }

        if (IsStale)
        {
            foreach (OfflineWatch watch in _watches.Keys)
            {
                End(watch);
            }
        }
    }

    private void End(OfflineWatch watch)
    {
        if (_watches.TryRemove(watch, out _))
        {
            watch.End();
        }
    }

    private sealed record Span(DateTimeOffset From, DateTimeOffset To);
}

/// <summary>Something that is held open for a session elsewhere.</summary>
internal sealed class OfflineWatch(VerifiedToken token, Action ended, Action<OfflineWatch> leave) : IDisposable
{
    public VerifiedToken Token => token;

    public void End() => ended();

    public void Dispose() => leave(this);
}
