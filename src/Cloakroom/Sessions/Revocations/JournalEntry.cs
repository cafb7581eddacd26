namespace Cloakroom;

/// <summary>What the journal tells.</summary>
internal abstract record JournalEntry
{
    private JournalEntry()
    {
    }

    /// <summary>A session is over.</summary>
    /// <param name="Digest">Which.</param>
    /// <param name="Why">Why.</param>
    /// <param name="Expires">When nobody need know any more: its absolute expiry, or a time after it.</param>
    public sealed record Ended(SessionDigest Digest, EndReason Why, DateTimeOffset Expires) : JournalEntry;

    /// <summary>All sessions of a user that began before are over.</summary>
    /// <param name="What">Whose.</param>
    /// <param name="Expires">When none of them would still be live.</param>
    public sealed record EndedAll(PendingRevocation.All What, DateTimeOffset Expires) : JournalEntry;

    /// <summary>A logout waits for the store.</summary>
    public sealed record Waits(PendingRevocation What, DateTimeOffset Expires) : JournalEntry;

    /// <summary>The store has taken it.</summary>
    public sealed record Settled(PendingKey What) : JournalEntry;
}

/// <summary>The name of a logout that waits, by which its settlement is recognised.</summary>
/// <param name="Kind">Which form of <see cref="PendingRevocation"/>.</param>
/// <param name="Digest">Of the session, or SHA-256 of the user ID.</param>
/// <param name="At">In milliseconds since 1970; 0 for one session.</param>
internal readonly record struct PendingKey(RevocationKind Kind, SessionDigest Digest, long At);
