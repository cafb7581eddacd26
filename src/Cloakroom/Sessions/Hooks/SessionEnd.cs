namespace Cloakroom;

/// <summary>What was ended, and why.</summary>
/// <param name="UserId">Whose sessions.</param>
/// <param name="Why">The reason. <see cref="EndReason.Rotated"/>: another person logged in on the same client.</param>
public sealed record SessionEnd(string UserId, EndReason Why)
{
    /// <summary>The session, where it was one; null where all sessions of the user were ended, or all but one.</summary>
    public Session? Session { get; init; }

    /// <summary>How many were ended; 0 where the store has still to be told and will say then.</summary>
    public int Count { get; init; } = 1;

    /// <summary>True where this process refuses them already but the store could not take the write yet.</summary>
    public bool IsPending { get; init; }
}
