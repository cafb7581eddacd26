namespace Cloakroom;

/// <summary>
/// Where sessions live. Each verb is an obligation; the conformance suite in Cloakroom.Testing checks every one of them on any store.
/// There is no upsert: gone stays gone (invariant 1).
/// </summary>
/// <remarks>
/// A store that cannot be asked, or cannot make a write durable, throws <see cref="StoreUnavailableException"/>. Any other exception
/// counts as the same. A cancelled call may or may not have had its effect, but never answers for another call.
/// </remarks>
public interface ISessionStore
{
    /// <summary>Least time for which the end of all of a user's sessions is remembered for logins that had begun before. 15 minutes.</summary>
    static readonly TimeSpan EpochMemory = TimeSpan.FromMinutes(15);

    /// <summary>The record, the tombstone or nothing. Expired records may still be returned: expiry is decided by the caller.</summary>
    ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the session; fails with <see cref="Applied.Exists"/> if the digest is present or was ended, and with <see cref="Applied.Revoked"/>
    /// if the person authenticated no later than the user's sessions were last all ended. Afterwards the user has at most the given number
    /// of sessions: those least recently seen were ended, in the same step.
    /// </summary>
    ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces a live session by one with another digest and keeps its data. <see cref="Applied.Absent"/> if the user has no live session
    /// under the old digest, <see cref="Applied.Exists"/> if the new digest is present or was ended; then nothing has changed.
    /// </summary>
    ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the record with its version plus one. <see cref="Applied.Absent"/> if the user has no live session under its digest,
    /// <see cref="Applied.Conflict"/> if the stored version is another. The later of the two last-seen times is kept.
    /// </summary>
    ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken);

    /// <summary>
    /// Moves last-seen forward. <see cref="Applied.Absent"/> if the session is not live. A touch may be lost in a crash; nothing else may.
    /// </summary>
    ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the session and its data, durably, and leaves a tombstone until its absolute expiry. <see cref="Applied.Absent"/> if it is
    /// not live.
    /// </summary>
    ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken);

    /// <summary>The user's live sessions, most recently seen first. Expired ones may be among them.</summary>
    ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the user's sessions but the excepted one, in one durable step; returns the digests that were ended. Where the change says when,
    /// the same step notes that time for <see cref="EpochMemory"/> or longer, the latest of several: later calls of
    /// <see cref="CreateAsync"/> compare with it.
    /// </summary>
    ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets records and tombstones that expired before <paramref name="now"/>, at most <paramref name="limit"/> of them; returns how
    /// many. A record is swept only when its absolute expiry or its idle timeout has passed.
    /// </summary>
    ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);
}

/// <summary>What a store knows under a digest.</summary>
/// <param name="Session">The live record; null when absent or ended.</param>
/// <param name="Ended">Why it was ended; null when live or absent.</param>
public readonly record struct StoredSession(Session? Session, EndReason? Ended)
{
    /// <summary>Nothing is known.</summary>
    public static StoredSession Absent => default;
}

/// <summary>What a write came to.</summary>
public enum Applied
{
    /// <summary>It is done, and durable.</summary>
    Done = 1,

    /// <summary>There is no live session under that digest.</summary>
    Absent = 2,

    /// <summary>The digest is already taken.</summary>
    Exists = 3,

    /// <summary>Somebody else changed it first.</summary>
    Conflict = 4,

    /// <summary>All sessions of the user were ended after the person had authenticated.</summary>
    Revoked = 5,
}

/// <summary>What a creation came to.</summary>
/// <param name="Applied"><see cref="Applied.Done"/>, <see cref="Applied.Exists"/> or <see cref="Applied.Revoked"/>.</param>
/// <param name="Ended">Sessions of the same user that had to go because of the limit.</param>
public readonly record struct CreateOutcome(Applied Applied, IReadOnlyList<SessionDigest> Ended);

/// <summary>The store could not be asked, or could not make a write durable. Answered with 503, never with a logout (invariant 3).</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    // False where nothing can have happened.
    internal bool WasAsked { get; init; } = true;
}
