using System.Collections;
using System.Collections.Concurrent;
using System.Text;

namespace Cloakroom.Tests.Testing;

public sealed partial class BrokenStore : ISessionDataStore, ISessionChangeFeed
{
    private readonly ConcurrentDictionary<SessionDigest, Dictionary<string, DataItem>> _lostData = new();
    private readonly List<Session> _swept = [];
    private ISessionChangeObserver? _observer;

    public bool IsFresh => bug != Bug.FeedIsNeverFresh;

    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => new(true);

    public void Observe(ISessionChangeObserver observer) => _observer = observer;

    public async ValueTask<DataItem?> ReadAsync(SessionDigest digest, string key, CancellationToken cancellationToken) => await Atomically(() =>
    {
        DataItem? item = RowFor(digest)?.Data.GetValueOrDefault(Key(key)) ?? _lostData.GetValueOrDefault(digest)?.GetValueOrDefault(Key(key));
        return Task.FromResult(item is null || (bug == Bug.DataIsEmptyAsAbsent && item.Value.IsEmpty) ? null
            : bug == Bug.DataIsText ? item with { Value = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(item.Value.Span)) }
            : item);
    });

    public async ValueTask<DataOutcome> WriteAsync(DataWrite write, CancellationToken cancellationToken)
    {
        int keySize = new UTF8Encoding(false, bug != Bug.DataTakesAnyKey).GetByteCount(write.Key);
        int most = bug == Bug.DataRefusesLongKeys ? 64 : ISessionDataStore.MaxKeyBytes;
        if ((keySize < 1 || keySize > most) && bug != Bug.DataTakesAnyKey)
        {
            throw new ArgumentException("The key is out of range.", nameof(write));
        }

        string key = Key(write.Key);
        return await Atomically(async () =>
        {
            if (bug == Bug.DataWritesToUnknown && !_rows.ContainsKey(write.Digest) && write.Value is { } lost)
            {
                _lostData[write.Digest] = new(StringComparer.Ordinal) { [key] = new DataItem(lost.ToArray(), 1) };
            }

            if (RowFor(write.Digest) is not { } row || (row.Live is null && bug != Bug.DataWritesToEnded))
            {
                return new DataOutcome(DataResult.SessionGone, 0);
            }

            DataItem? current = row.Data.GetValueOrDefault(key);
            await Pause();
            bool ignored = (bug == Bug.DataIgnoresAbsent && write.Condition == DataCondition.Absent)
                || (bug == Bug.DataIgnoresVersion && write.Condition != DataCondition.Absent)
                || (bug == Bug.DataVersionMatchesAbsent && current is null);
            if (!ignored && !write.Condition.HoldsFor(current?.Version))
            {
                return new DataOutcome(DataResult.Conflict, 0);
            }

            var data = new Dictionary<string, DataItem>(row.Data, StringComparer.Ordinal);
            data.Remove(key);
            int used = (bug == Bug.DataLimitIsPerKey ? 0 : Used(data)) + row.Removed;
            used += bug == Bug.DataLimitIsShared ? _rows.Values.Where(r => r.Last.Digest != write.Digest).Sum(r => Used(r.Data)) : 0;
            if (write.Value is not { } value)
            {
                if (bug == Bug.DataRemovalNeedsRoom && Used(row.Data) >= ISessionDataStore.MaxBytes)
                {
                    return new DataOutcome(DataResult.TooLarge, 0);
                }

                await Pause();
                Keep(row with { Data = data, Removed = row.Removed + (bug == Bug.DataLimitCountsRemoved ? current?.Value.Length ?? 0 : 0) }, write.Digest);
                return new DataOutcome(DataResult.Written, bug == Bug.DataRemovalReportsAVersion ? row.LastVersion : 0);
            }

            if (bug != Bug.DataHasNoLimit && used + Size(write.Key, value.Length) > ISessionDataStore.MaxBytes)
            {
                Keep(bug == Bug.DataTooLargeRemoves ? row with { Data = data } : row, write.Digest);
                return new DataOutcome(DataResult.TooLarge, 0);
            }

            long version = bug switch
            {
                Bug.DataVersionsAreUsedAgain => (current?.Version ?? 0) + 1,
                Bug.DataVersionsStandStill => 1,
                _ => row.LastVersion + 1,
            };
            await Pause();
            data[key] = new DataItem(bug == Bug.DataKeepsTheBuffer ? value : value.ToArray(), version);
            Keep(row with { Data = data, LastVersion = version }, write.Digest);
            return new DataOutcome(DataResult.Written, version);
        });
    }

    private void Keep(Row row, SessionDigest digest)
    {
        if (row.Live is { } live && bug is Bug.DataIsAUse or Bug.DataIsAVersion)
        {
            Session next = bug == Bug.DataIsAUse ? row.Last with { LastSeenAt = row.Last.LastSeenAt.AddSeconds(1) } : row.Last with { Version = row.Last.Version + 1 };
            row = row with { Live = next, Last = next };
        }

        _rows[bug == Bug.DataIsPerUser && RowFor(digest) is { } shared ? shared.Last.Digest : digest] = row;
    }

    private Row? RowFor(SessionDigest digest) =>
        _rows.GetValueOrDefault(digest) is not { } row ? null
        : bug == Bug.DataIsPerUser && row.Live is { } live ? _rows[Live(live.UserId)[^1].Digest]
        : row;

    private int Used(Dictionary<string, DataItem> data) => data.Sum(d => Size(d.Key, d.Value.Value.Length));

    private int Size(string key, int value) => value + bug switch
    {
        Bug.DataLimitIgnoresKeys => 0,
        Bug.DataLimitCountsCharacters => key.Length,
        _ => Encoding.UTF8.GetByteCount(key),
    };

    private string Key(string key) => bug == Bug.DataKeysIgnoreCase ? key.ToUpperInvariant() : key;

    private Dictionary<string, DataItem> KeptData(Row? before) => bug == Bug.DataOutlivesSweep && before is not null ? before.Data : [];

    private Task<StoredSession> FindNow(SessionDigest digest)
    {
        Row? row = bug == Bug.FindsByPrefixOfDigest
            ? _rows.Where(r => r.Key.ToArray().AsSpan(0, 16).SequenceEqual(digest.ToArray().AsSpan(0, 16))).Select(r => r.Value).FirstOrDefault()
            : _rows.GetValueOrDefault(digest);
        if (row?.Live is { } live && bug == Bug.FindTouches)
        {
            _rows[digest] = row with { Live = live with { LastSeenAt = live.LastSeenAt.AddSeconds(1) } };
        }

        if (bug == Bug.ForgetsAtOnce && row is not null)
        {
            _rows.TryRemove(digest, out _);
        }

        return Task.FromResult(
            row is null ? bug == Bug.FindInvents ? new StoredSession(null, EndReason.Revoked) : StoredSession.Absent
            : bug == Bug.ExpiryIsAnEnd && IsExpired(row, time.GetUtcNow()) ? new StoredSession(null, EndReason.Revoked)
            : new StoredSession(row.Live, row.Ended));
    }

    private Session AsStored(Session session) => bug switch
    {
        Bug.DropsFields => session with { User = new SessionUser(session.UserId), Device = "" },
        Bug.CutsTimesToSeconds => session with { LastSeenAt = DateTimeOffset.FromUnixTimeSeconds(session.LastSeenAt.ToUnixTimeSeconds()) },
        Bug.TextIsTrimmed => session with { Device = session.Device.Trim() },
        _ => session,
    };

    private async ValueTask<T> Cancellable<T>(Func<Task<T>> step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await Atomically(step);
    }

    private async Task<T> Atomically<T>(Func<Task<T>> step)
    {
        if (bug == Bug.Hangs)
        {
            await new TaskCompletionSource().Task;
        }

        if (bug == Bug.NotAtomic)
        {
            return await step();
        }

        await _gate.WaitAsync();
        try
        {
            return await step();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task Pause()
    {
        if (bug == Bug.NotAtomic)
        {
            await Task.Yield();
        }
    }

    private sealed class LiveList(Func<Session[]> read) : IReadOnlyList<Session>
    {
        public int Count => read().Length;

        public Session this[int index] => read()[index];

        public IEnumerator<Session> GetEnumerator() => read().AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
