namespace Cloakroom;

/// <summary>What ending a session came to. In every case the session is refused from now on.</summary>
public enum EndOutcome
{
    /// <summary>It is over, durably: on every node at once or within a second.</summary>
    Ended = 1,

    /// <summary>There was none.</summary>
    Absent = 2,

    /// <summary>This process refuses it from now on; the store, and with it every other node, is told as soon as it can take it. Answered with 202.</summary>
    Pending = 3,
}
