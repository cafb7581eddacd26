using System.Collections.Concurrent;

namespace Cloakroom.Tests;

/// <summary>
/// Sessions that change while they are read. A find reads its answer, and gives it some time later: that is where a stale answer comes from.
/// </summary>
internal sealed class ChangingStore(Ticket[] tickets) : FindOnlyStore
{
    private readonly ConcurrentDictionary<SessionDigest, StoredSession> _records =
        new(tickets.ToDictionary(t => t.Digest, t => new StoredSession(t.Record(), null)));

    private long _finds;

    public long Finds => Volatile.Read(ref _finds);

    public override async ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken)
    {
        long number = Interlocked.Increment(ref _finds);
        StoredSession answer = _records[digest];
        for (long delay = number % 4; delay > 0; delay--)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return answer;
    }

    /// <summary>The write that a caller would wait for: when it returns, every find that begins sees it.</summary>
    public void Write(Ticket ticket, int version) => _records[ticket.Digest] = new StoredSession(ticket.Record(version), null);

    public void End(Ticket ticket) => _records[ticket.Digest] = new StoredSession(null, EndReason.LoggedOut);
}
