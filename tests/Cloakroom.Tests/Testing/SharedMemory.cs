using System.Collections.Concurrent;

namespace Cloakroom.Tests.Testing;

/// <summary>One memory seen by two "processes": each view hears through its feed what the other changed.</summary>
internal sealed class SharedMemory(TimeProvider time, bool reports)
{
    private readonly List<View> _views = [];

    private MemorySessionStore Store { get; } = new();

    private bool Reports => reports;

    private TimeProvider Time => time;

    public ISessionStore Open()
    {
        var view = new View(this);
        _views.Add(view);
        return view;
    }

    private sealed class View(SharedMemory memory) : ISessionStore, ISessionChangeFeed
    {
        private readonly ConcurrentQueue<SessionDigest> _unheard = new();
        private ISessionChangeObserver? _observer;
        private long _heard;

        public bool IsFresh => !memory.Reports || memory.Time.GetElapsedTime(_heard) <= ISessionChangeFeed.Lease;

        public void Observe(ISessionChangeObserver observer) => _observer = observer;

        public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken)
        {
            while (_unheard.TryDequeue(out SessionDigest digest))
            {
                _observer?.Changed(digest);
            }

            _heard = memory.Time.GetTimestamp();
            return new(true);
        }

        public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) => memory.Store.FindAsync(digest, cancellationToken);

        public async ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken)
        {
            CreateOutcome outcome = await memory.Store.CreateAsync(change, cancellationToken);
            Tell(outcome.Ended);
            return outcome;
        }

        public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken)
        {
            Tell([change.Old]);
            return memory.Store.ReplaceAsync(change, cancellationToken);
        }

        public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken)
        {
            Tell([change.Session.Digest]);
            return memory.Store.UpdateAsync(change, cancellationToken);
        }

        public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) => memory.Store.TouchAsync(change, cancellationToken);

        public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken)
        {
            Tell([change.Digest]);
            return memory.Store.DeleteAsync(change, cancellationToken);
        }

        public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) => memory.Store.ListAsync(userId, cancellationToken);

        public async ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken)
        {
            IReadOnlyList<SessionDigest> ended = await memory.Store.DeleteUserAsync(change, cancellationToken);
            Tell(ended);
            return ended;
        }

        public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => memory.Store.SweepAsync(now, limit, cancellationToken);

        private void Tell(IEnumerable<SessionDigest> changed)
        {
            foreach (SessionDigest digest in memory.Reports ? changed : [])
            {
                memory._views.ForEach(v => v._unheard.Enqueue(digest));
            }
        }
    }
}
