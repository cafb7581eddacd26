namespace Cloakroom;

/// <summary>What has ended lately, for services that verify tokens without the store.</summary>
internal sealed partial class SessionEngine
{
    private readonly RecentEnds _recent;

    /// <summary>False where the store has no push line: then nobody can tell what ended elsewhere.</summary>
    public bool HearsOfEnds => _feed is not null;

    /// <summary>Grows with every end that this process hears of.</summary>
    public long EndsVersion => _recent.Version;

    /// <summary>Completes when there is more than at this version.</summary>
    public Task EndsChangedAsync(long version) => _recent.ChangedAsync(version);

    /// <summary>What has ended from this time on, asked of the push line first, so that the answer says until when it is complete.</summary>
    public async ValueTask<EndsPage> EndsAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        DateTimeOffset asked = _time.GetUtcNow();
        if (_feed is not null && !_guard.Breaker.IsOpen && _replay.IsDone && await IsHeardAsync(_feed, cancellationToken))
        {
            _recent.HeardUntil(asked);
        }

        return _recent.Since(since);
    }

    private async ValueTask<bool> IsHeardAsync(ISessionChangeFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            return feed.IsFresh || await _guard.InTimeAsync(feed.RefreshAsync(cancellationToken), StoreGuard.Read, cancellationToken);
        }
        catch (Exception silent) when (silent is TimeoutException or StoreUnavailableException)
        {
            return false;
        }
    }
}
