namespace Cloakroom;

/// <summary>A logout that waits for the store.</summary>
internal abstract record PendingRevocation
{
    private PendingRevocation()
    {
    }

    /// <summary>Remembered in the tombstone.</summary>
    public abstract EndReason Why { get; init; }

    /// <summary>One session.</summary>
    public sealed record One(SessionDigest Digest, EndReason Why) : PendingRevocation;

    /// <summary>All sessions of a user that began before it, but one. By reference: the excepted one may change its ID meanwhile.</summary>
    public sealed record All(string UserId, EndReason Why, DateTimeOffset At) : PendingRevocation
    {
        public SessionDigest? Except { get; set; }

        // A login after the logout is a new session. The same millisecond counts as before: records keep no finer time.
        public bool Covers(Session session) => session.UserId == UserId && session.CreatedAt <= At && session.Digest != Except;
    }

    /// <summary>All sessions of whoever this one belongs to, for a person whose name could not be read.</summary>
    public sealed record AllLike(SessionDigest Digest, EndReason Why, DateTimeOffset At) : PendingRevocation;
}
