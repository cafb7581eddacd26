namespace Cloakroom;

/// <summary>
/// What is to be done to the store. Policy decides a change, the engine applies it; each is the record argument of one verb of
/// <see cref="ISessionStore"/>.
/// </summary>
public abstract record SessionChange
{
    private SessionChange()
    {
    }

    /// <summary>Add a new session, and end the user's least recently seen ones beyond the limit.</summary>
    /// <param name="Session">The new record.</param>
    /// <param name="LimitPerUser">Live sessions the user may have afterwards, this one included; at least 1.</param>
    public sealed record Create(Session Session, int LimitPerUser) : SessionChange;

    /// <summary>Give a live session a new ID: the old record goes, the new one comes, and the session data follows, in one step.</summary>
    /// <param name="Old">The digest that stops being valid.</param>
    /// <param name="Session">The record that takes its place; of the same user.</param>
    public sealed record Replace(SessionDigest Old, Session Session) : SessionChange;

    /// <summary>Store a changed record.</summary>
    /// <param name="Session">
    /// The changed record, of the same user, with the <see cref="Cloakroom.Session.Version"/> it was read with; the store adds one.
    /// </param>
    public sealed record Update(Session Session) : SessionChange;

    /// <summary>Note that the session was used. Time moves forward only.</summary>
    public sealed record Touch(SessionDigest Digest, DateTimeOffset LastSeenAt) : SessionChange;

    /// <summary>End one session.</summary>
    public sealed record Destroy(SessionDigest Digest, EndReason Why) : SessionChange;

    /// <summary>End all sessions of a user but one.</summary>
    /// <param name="UserId">Whose sessions end.</param>
    /// <param name="Except">The session that stays; null for none.</param>
    /// <param name="Why">Remembered in the tombstones.</param>
    public sealed record DestroyAll(string UserId, SessionDigest? Except, EndReason Why) : SessionChange
    {
        /// <summary>
        /// When it was asked for. A login that proved who it is at that time or before does not begin a session afterwards either
        /// (<see cref="Applied.Revoked"/>). Null: what exists ends, and nothing else is refused.
        /// </summary>
        public DateTimeOffset? At { get; init; }
    }
}

/// <summary>Why a session was ended before it expired. Stored in one byte; numbers are never reused.</summary>
public enum EndReason
{
    /// <summary>The person logged out.</summary>
    LoggedOut = 1,

    /// <summary>Ended from another session, or by an administrator.</summary>
    Revoked = 2,

    /// <summary>Ended because the user has too many.</summary>
    LimitReached = 3,

    /// <summary>Its ID was replaced at login or at a change of privilege.</summary>
    Rotated = 4,

    /// <summary>The account was disabled or deleted.</summary>
    UserDisabled = 5,
}
