namespace Cloakroom.Tests.Testing;

public sealed partial class BrokenStore
{
    public async ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            if (bug == Bug.CancelledDeleteIsHalfDone)
            {
                _rows.TryRemove(change.Digest, out _);
            }

            throw new OperationCanceledException(cancellationToken);
        }

        return await Atomically(async () =>
        {
            if (!_rows.TryGetValue(change.Digest, out Row? row) || row.Live is not { } live)
            {
                if (row is null && bug == Bug.DeleteIsAnUpsert)
                {
                    _rows[change.Digest] = new Row(null, change.Why, DateTimeOffset.MaxValue, Cloakroom.Testing.NewSession.For("x", time));
                }

                return bug == Bug.DeleteAlwaysDone ? Applied.Done : Applied.Absent;
            }

            await Pause();
            foreach (Session session in bug == Bug.DeleteEndsAllOfTheUser ? Live(live.UserId) : [live])
            {
                End(session, change.Why, bug == Bug.DeleteLeavesNoTombstone);
            }

            return Applied.Done;
        });
    }

    public async ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) => await Cancellable<IReadOnlyList<Session>>(
        () => Task.FromResult<IReadOnlyList<Session>>(
            bug == Bug.ListThrowsForUnknown && !_rows.Values.Any(r => r.Last.UserId == userId) ? throw new KeyNotFoundException("No such user.")
            : bug == Bug.ListIsLive ? new LiveList(() => Live(userId))
            : bug == Bug.ListHasAllUsers ? [.. _rows.Values.Select(r => r.Live).OfType<Session>()]
            : bug == Bug.ListIsUnordered ? [.. Live(userId).OrderBy(s => s.CreatedAt)]
            : Live(userId)),
        cancellationToken);

    public async ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        await Cancellable<IReadOnlyList<SessionDigest>>(async () =>
        {
            if (bug == Bug.DeleteUserTrustsException && change.Except is { } except && _rows.ContainsKey(except) && Live(change.UserId).All(s => s.Digest != except))
            {
                return [];
            }

            _disabled.Add(change.UserId);
            NoteEpoch(change);
            Session[] victims = [.. Live(change.UserId).Where(s => s.Digest != change.Except || bug == Bug.DeleteUserIgnoresException)];
            await Pause();
            if (bug == Bug.DeleteUserOverwritesReasons)
            {
                victims = [.. victims, .. _rows.Values.Where(r => r.Live is null && r.Last.UserId == change.UserId).Select(r => r.Last)];
            }

            foreach (Session victim in victims)
            {
                End(victim, change.Why, false);
            }

            return bug == Bug.DeleteUserReportsNothing ? [] : Array.ConvertAll(victims, v => v.Digest);
        }, cancellationToken);

    public async ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => await Cancellable(() =>
    {
        now += bug == Bug.SweepsEarly ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        SessionDigest[] expired = bug == Bug.SweepsNothing ? [] :
        [
            .. _rows.Where(r => IsExpired(r.Value, now)).Take(bug == Bug.SweepIgnoresLimit ? int.MaxValue : limit).Select(r => r.Key),
        ];
        foreach (SessionDigest digest in expired)
        {
            if (bug == Bug.SweepLeavesTheList)
            {
                _swept.Add(_rows[digest].Last);
            }

            if (bug == Bug.DataOutlivesSweep)
            {
                _lostData[digest] = _rows[digest].Data;
            }

            _rows.TryRemove(digest, out _);
        }

        return Task.FromResult(expired.Length + (bug == Bug.SweepMiscounts && expired.Length > 0 ? 1 : 0));
    }, cancellationToken);

    private bool IsExpired(Row row, DateTimeOffset now) =>
        row.Live is null
            ? bug != Bug.SweepSkipsTombstones && (row.ExpiresAt < now || (bug == Bug.SweepsIdleTombstones && row.Last.LastSeenAt + row.Last.IdleTimeout < now))
            : row.ExpiresAt < now || (bug != Bug.SweepIgnoresIdle && row.Live.LastSeenAt + row.Live.IdleTimeout < now);

    private Session[] Victims(Session next, int limit)
    {
        Session[] others = bug == Bug.LimitCountsAllUsers ? [.. _rows.Values.Select(r => r.Live).OfType<Session>()] : Live(next.UserId);
        int count = others.Length + (bug == Bug.LimitCountsTombstones ? _rows.Values.Count(r => r.Live is null && r.Last.UserId == next.UserId) : 0);
        int excess = Math.Min(others.Length, Math.Max(0, count - (limit - 1)));
        excess = bug switch
        {
            Bug.NoLimit => 0,
            Bug.LimitEndsOneAtMost => Math.Min(1, excess),
            Bug.OneSessionPerUser => others.Length,
            _ => excess,
        };
        return bug == Bug.LimitEndsTheNewest ? others[..excess] : others[^excess..];
    }

    private void End(Session session, EndReason why, bool withoutTrace)
    {
        if (withoutTrace || !_rows.TryGetValue(session.Digest, out Row? row))
        {
            _rows.TryRemove(session.Digest, out _);
            return;
        }

        _rows[session.Digest] = row with
        {
            Live = null,
            Ended = bug == Bug.DeleteForgetsTheReason ? EndReason.Revoked : why,
            Data = bug == Bug.DataOutlivesSession ? row.Data : [],
        };
    }

    private Session[] Live(string userId) =>
    [
        .. _rows.Values.Select(r => r.Live).OfType<Session>().Concat(_swept).Where(s => Same(s.UserId, userId)).OrderByDescending(s => s.LastSeenAt),
    ];

    private bool Same(string stored, string asked) => bug switch
    {
        Bug.UsersIgnoreCase => string.Equals(stored, asked, StringComparison.OrdinalIgnoreCase),
        Bug.UsersAreTrimmed => stored.Trim() == asked.Trim(),
        Bug.UsersAreComposed => stored.Replace("a\u0301", "\u00e1", StringComparison.Ordinal) == asked.Replace("a\u0301", "\u00e1", StringComparison.Ordinal),
        Bug.UsersEndAtNul => stored.Split('\0')[0] == asked.Split('\0')[0],
        Bug.UsersAreCutAt255 => stored[..Math.Min(stored.Length, 255)] == asked[..Math.Min(asked.Length, 255)],
        Bug.UsersArePatterns => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(asked, stored),
        _ => stored == asked,
    };
}
