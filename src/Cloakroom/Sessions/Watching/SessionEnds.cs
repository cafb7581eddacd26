using System.Collections.Concurrent;

namespace Cloakroom;

/// <summary>
/// Tells those who hold something open for a session (a WebSocket, an event stream) that it is over. All of them are looked up four times a
/// second, in the near cache, which costs less than a microsecond each and needs no word from anybody: whatever ends a session, also time,
/// is seen. A store that is away ends nothing.
/// </summary>
internal sealed class SessionEnds(SessionEngine engine, TimeProvider time) : IDisposable
{
    // With the lease of the near cache, half a second, it stays below the second that is promised.
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Watch, byte> _watches = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private Task _round = Task.CompletedTask;

    /// <summary>How many are held open.</summary>
    public int Count => _watches.Count;

    /// <summary>Dispose it when nothing is held open any more.</summary>
    /// <param name="where">The session.</param>
    /// <param name="user">Who it was opened for, where it is to end with their roles as well; null where it is not.</param>
    public Watch Start(SessionPlace where, SessionUser? user = null)
    {
        var watch = new Watch(this, where, user);
        _watches[watch] = 0;
        lock (_gate)
        {
            if (_round.IsCompleted && !_closing.IsCancellationRequested)
            {
                _round = Task.Run(LookAsync);
            }
        }

        return watch;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closing.Cancel();
        }
    }

    // Goes on for as long as somebody waits.
    private async Task LookAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            await Task.Delay(Every, time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
            {
                if (_watches.IsEmpty || _closing.IsCancellationRequested)
                {
                    _round = Task.CompletedTask;
                    return;
                }
            }

            foreach (Watch watch in _watches.Keys)
            {
                switch (await engine.LookAsync(watch.Where, CancellationToken.None))
                {
                    case Decision.Anonymous over:
                        watch.End(over.Reason);
                        break;
                    case Decision.Valid { Session.User: var user } when watch.User is { } opened && !user.Roles.SequenceEqual(opened.Roles, StringComparer.Ordinal):
                        watch.End(Reason.RoleRequired);
                        break;
                    default:
                        break;
                }
            }
        }
    }

    /// <summary>Somebody who waits for the end of a session.</summary>
    internal sealed class Watch(SessionEnds ends, SessionPlace where, SessionUser? user) : IDisposable
    {
        private readonly CancellationTokenSource _ended = new();

        public SessionPlace Where => where;

        public SessionUser? User => user;

        /// <summary>Cancelled within a second of the end.</summary>
        public CancellationToken Ended => _ended.Token;

        /// <summary>Why it is over; null while it is not.</summary>
        public Reason? Reason { get; private set; }

        public void End(Reason reason)
        {
            if (ends._watches.TryRemove(this, out _))
            {
                Reason = reason;
                // Not here: what others do then is not for everybody else to wait for.
                _ = _ended.CancelAsync();
            }
        }

        public void Dispose() => ends._watches.TryRemove(this, out _);
    }
}
