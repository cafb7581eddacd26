namespace Cloakroom;

/// <summary>What has ended lately, for services that verify tokens without the store.</summary>
internal sealed partial class SessionEngine
{
    private readonly RecentEnds _recent;

    /// <summary>False where the store has no push line: then nobody can tell what ended elsewhere.</summary>
    public bool HearsOfEnds => _feed is not null;

    /// <summary>Completes when more has ended than in this page.</summary>
    public Task EndsChangedAsync(EndsPage read) => _recent.ChangedAsync(read.Version);

    /// <summary>What has ended from this time on, asked of the push line first, so that the answer says until when it is complete.</summary>
    public async ValueTask<EndsPage> EndsAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        await HearAsync(cancellationToken);
        return _recent.Since(since);
    }

    /// <summary>What has ended since a page that was read here.</summary>
    public async ValueTask<EndsPage> EndsAsync(EndsPage read, CancellationToken cancellationToken)
    {
        await HearAsync(cancellationToken);
        return _recent.After(read);
    }

    private async ValueTask HearAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset asked = _time.GetUtcNow();
        if (!_guard.Breaker.IsOpen && _replay.IsDone && await _line.HearAllAsync(_guard, cancellationToken))
        {
            _recent.HeardUntil(asked);
        }
    }
}
