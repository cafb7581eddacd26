namespace Cloakroom;

/// <summary>One digest: a live record with its data, or a tombstone.</summary>
internal sealed record MemoryEntry(Session? Session, EndReason? Ended, MemoryData Data, DateTimeOffset ExpiresAt)
{
    /// <summary>When the sweep looks at this entry, in ticks.</summary>
    public long LookAt { get; init; }

    /// <summary>When the entry may be forgotten: the earlier of idle and absolute end of a record, the absolute end of a tombstone.</summary>
    public DateTimeOffset GoneAt =>
        Session is null || ExpiresAt - Session.LastSeenAt <= Session.IdleTimeout ? ExpiresAt : Session.LastSeenAt + Session.IdleTimeout;
}
