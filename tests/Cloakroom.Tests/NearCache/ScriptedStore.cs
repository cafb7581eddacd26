using System.Collections.Concurrent;

namespace Cloakroom.Tests;

/// <summary>A store whose answers come when the test says so.</summary>
internal sealed class ScriptedStore : FindOnlyStore
{
    private readonly ConcurrentQueue<Call> _calls = new();

    /// <summary>Every call so far, in order.</summary>
    public IReadOnlyList<Call> Calls => [.. _calls];

    public override ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken)
    {
        var call = new Call(digest, cancellationToken);
        _calls.Enqueue(call);
        return new(call.Answer);
    }

    public sealed class Call(SessionDigest digest, CancellationToken cancellationToken)
    {
        private readonly TaskCompletionSource<StoredSession> _answer = new();

        public SessionDigest Digest => digest;

        public CancellationToken Cancellation => cancellationToken;

        public Task<StoredSession> Answer => _answer.Task;

        public void Return(Session live) => _answer.SetResult(new StoredSession(live, null));

        public void Return(StoredSession answer) => _answer.SetResult(answer);

        public void Fail(Exception failure) => _answer.SetException(failure);

        public void GiveUp() => _answer.SetCanceled(CancellationToken.None);
    }
}
