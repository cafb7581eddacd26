namespace Cloakroom;

/// <summary>When all sessions of a user were last ended. Every caller holds the store's lock.</summary>
internal sealed class MemoryEpochs
{
    private readonly Dictionary<string, DateTimeOffset> _byUser = new(StringComparer.Ordinal);
    private readonly Queue<(string UserId, DateTimeOffset At)> _inOrder = new();

    public bool Refuses(Session session) => _byUser.TryGetValue(session.UserId, out DateTimeOffset at) && session.AuthenticatedAt <= at;

    public void Note(SessionChange.DestroyAll change)
    {
        if (change.At is not { } exact)
        {
            return;
        }

        DateTimeOffset at = SessionPolicy.Milliseconds(exact);
        while (_inOrder.TryPeek(out (string UserId, DateTimeOffset At) oldest) && at - oldest.At > ISessionStore.EpochMemory)
        {
            _inOrder.Dequeue();
            if (_byUser.GetValueOrDefault(oldest.UserId) == oldest.At)
            {
                _byUser.Remove(oldest.UserId);
            }
        }

        if (!_byUser.TryGetValue(change.UserId, out DateTimeOffset known) || known < at)
        {
            _byUser[change.UserId] = at;
            _inOrder.Enqueue((change.UserId, at));
        }
    }
}
