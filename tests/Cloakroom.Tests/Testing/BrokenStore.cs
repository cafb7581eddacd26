using System.Collections.Concurrent;

namespace Cloakroom.Tests.Testing;

/// <summary>A plain store that makes one mistake of choice. It proves that the checks of stores can fail.</summary>
public sealed partial class BrokenStore(Bug bug, TimeProvider time) : ISessionStore, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<SessionDigest, Row> _rows = new();
    private readonly HashSet<string> _disabled = new(StringComparer.Ordinal);
    private StoredSession _lastFound;
    private int _cancelled;

    private sealed record Row(Session? Live, EndReason? Ended, DateTimeOffset ExpiresAt, Session Last)
    {
        public Dictionary<string, DataItem> Data { get; init; } = new(StringComparer.Ordinal);

        public long LastVersion { get; init; }

        public int Removed { get; init; }
    }

    public void Dispose() => _gate.Dispose();

    public async ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            _cancelled++;
            return bug == Bug.CancelledCallAnswersForAnother ? _lastFound : throw new OperationCanceledException(cancellationToken);
        }

        return bug == Bug.BreaksAfterCancellation && _cancelled > 20
            ? throw new StoreUnavailableException("The connection is gone.")
            : _lastFound = await Atomically(() => FindNow(digest));
    }

    public async ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken)
    {
        Session session = AsStored(change.Session);
        if (cancellationToken.IsCancellationRequested)
        {
            if (bug == Bug.CancelledCreateIsHalfDone)
            {
                _rows[session.Digest] = new Row(session with { Device = "half" }, null, session.ExpiresAt, session);
            }

            throw new OperationCanceledException(cancellationToken);
        }

        return await Atomically(async () =>
        {
            bool taken = _rows.TryGetValue(session.Digest, out Row? row)
                && !(bug == Bug.CreateRevives && row.Live is null) && bug != Bug.CreateOverwrites;
            await Pause();
            Session[] victims = Victims(session, change.LimitPerUser);
            await Pause();
            if (taken && bug != Bug.FailedCreateEnforcesLimit)
            {
                return new CreateOutcome(Applied.Exists, []);
            }

            if (!taken && Revokes(session))
            {
                return new CreateOutcome(Applied.Revoked, []);
            }

            foreach (Session victim in victims)
            {
                End(victim, EndReason.LimitReached, bug == Bug.LimitLeavesNoTombstone);
            }

            if (!taken && bug != Bug.NeverCreates && !(bug == Bug.DeleteUserDisablesLogin && _disabled.Contains(session.UserId)))
            {
                _rows[session.Digest] = new Row(session, null, session.ExpiresAt, session) { Data = KeptData(row) };
            }

            if (bug == Bug.LimitEndsTheNewOne && Live(session.UserId).Length > change.LimitPerUser - 1 && victims.Length > 0)
            {
                End(Live(session.UserId)[^1], EndReason.LimitReached, false);
            }

            return new CreateOutcome(taken ? Applied.Exists : Applied.Done, bug == Bug.LimitReportsNothing ? [] : [.. victims.Select(v => v.Digest)]);
        });
    }

    public async ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken)
    {
        Session session = AsStored(change.Session);
        return await Cancellable(async () =>
        {
            if (!_rows.TryGetValue(change.Old, out Row? row) || (row.Live is null && bug != Bug.ReplaceRevives)
                || (row.Last.UserId != session.UserId && bug != Bug.ReplaceTakesAnyUser))
            {
                return Applied.Absent;
            }

            await Pause();
            if (bug == Bug.ReplaceEndsTheOldFirst)
            {
                End(row.Last, EndReason.Rotated, false);
            }

            if (_rows.ContainsKey(session.Digest) && bug != Bug.ReplaceOverwrites)
            {
                return Applied.Exists;
            }

            await Pause();
            if (bug != Bug.ReplaceLeavesTheOld)
            {
                foreach (Session old in bug == Bug.ReplaceEndsAllOfTheUser ? Live(session.UserId) : [row.Last])
                {
                    End(old, EndReason.Rotated, false);
                }
            }

            session = bug == Bug.ReplaceResetsTheRecord ? session with { Version = 1 } : session;
            _rows[session.Digest] = new Row(session, null, session.ExpiresAt, session)
            {
                Data = bug == Bug.ReplaceLosesData ? [] : row.Data,
                LastVersion = bug == Bug.ReplaceCountsVersionsAnew ? 0 : row.LastVersion,
                Removed = bug == Bug.DataLimitForgetsAtReplace ? -row.Data.Sum(d => d.Value.Value.Length) : 0,
            };
            return Applied.Done;
        }, cancellationToken);
    }

    public async ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken)
    {
        Session session = AsStored(change.Session);
        return await Cancellable(async () =>
        {
            _rows.TryGetValue(session.Digest, out Row? row);
            if (row?.Live is not { } live)
            {
                if (row is null ? bug == Bug.UpdateUpserts : bug == Bug.UpdateRevives)
                {
                    _rows[session.Digest] = new Row(session, null, session.ExpiresAt, session);
                }

                return Applied.Absent;
            }

            await Pause();
            if (live.UserId != session.UserId && bug != Bug.UpdateTakesAnyUser)
            {
                return Applied.Absent;
            }

            if (live.Version != session.Version && bug != Bug.UpdateIgnoresVersion)
            {
                return Applied.Conflict;
            }

            Session next = session with
            {
                Version = bug == Bug.UpdateKeepsVersion ? session.Version : session.Version + 1,
                LastSeenAt = bug == Bug.UpdateIgnoresLastSeen ? live.LastSeenAt
                    : bug == Bug.UpdateMovesLastSeenBack || session.LastSeenAt > live.LastSeenAt ? session.LastSeenAt : live.LastSeenAt,
            };
            await Pause();
            _rows[session.Digest] = row with
            {
                Live = next,
                Last = next,
                ExpiresAt = bug == Bug.SweepTrustsFirstExpiry ? row.ExpiresAt : next.ExpiresAt,
                Data = bug == Bug.UpdateLosesData ? [] : row.Data,
            };
            return Applied.Done;
        }, cancellationToken);
    }

    public async ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) => await Cancellable(async () =>
    {
        if (!_rows.TryGetValue(change.Digest, out Row? row) || row.Live is not { } live)
        {
            if (row is not null && bug == Bug.TouchRevives)
            {
                _rows[change.Digest] = row with { Live = row.Last, Ended = null };
            }
            else if (row is null && bug == Bug.TouchUpserts)
            {
                _rows[change.Digest] = new Row(null, EndReason.Revoked, change.LastSeenAt, Cloakroom.Testing.NewSession.For("x", time));
            }

            return Applied.Absent;
        }

        await Pause();
        if (change.LastSeenAt > live.LastSeenAt || bug == Bug.TouchMovesBack)
        {
            Session seen = live with { LastSeenAt = change.LastSeenAt, Version = bug == Bug.TouchIsAVersion ? live.Version + 1 : live.Version };
            _rows[change.Digest] = row with { Live = seen, Last = seen };
        }

        if (bug == Bug.FeedReportsTouches)
        {
            _observer?.Changed(change.Digest);
        }

        return Applied.Done;
    }, cancellationToken);
}
