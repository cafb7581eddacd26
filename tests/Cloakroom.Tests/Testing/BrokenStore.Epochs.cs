namespace Cloakroom.Tests.Testing;

public sealed partial class BrokenStore
{
    private readonly Dictionary<string, DateTimeOffset> _epochs = new(StringComparer.Ordinal);

    private bool Revokes(Session session) =>
        _epochs.TryGetValue(EpochKey(session.UserId), out DateTimeOffset at)
        && (bug == Bug.EpochSparesItsMillisecond ? session.AuthenticatedAt < at : session.AuthenticatedAt <= at)
        && !(bug == Bug.EpochFadesEarly && time.GetUtcNow() - at > TimeSpan.FromMinutes(5));

    private void NoteEpoch(SessionChange.DestroyAll change)
    {
        DateTimeOffset? at = change.At ?? (bug == Bug.EpochIsOfEveryEnd ? time.GetUtcNow() : null);
        string key = EpochKey(change.UserId);
        if (at is { } noted && bug != Bug.EpochIsNotKept && (bug == Bug.EpochMovesBack || noted > _epochs.GetValueOrDefault(key)))
        {
            _epochs[key] = noted;
        }
    }

    private string EpochKey(string userId) => bug == Bug.EpochIsOfAllUsers ? "" : userId;
}
