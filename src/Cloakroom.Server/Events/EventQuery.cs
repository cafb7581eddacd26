namespace Cloakroom.Server.Events;

/// <summary>Which events are wanted. What is null does not matter.</summary>
internal sealed record EventQuery
{
    public string? Kind { get; init; }

    /// <summary>ID of the account that it happened to, or that did it.</summary>
    public string? Account { get; init; }

    /// <summary>Not earlier.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Earlier.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only those before this number: where the page before ended.</summary>
    public long? Before { get; init; }

    /// <summary>Only those after this number, the oldest first.</summary>
    public long? After { get; init; }
}

/// <summary>An event as it was written down.</summary>
/// <param name="Id">Its number; later events have greater ones.</param>
/// <param name="At">When.</param>
/// <param name="What">What.</param>
internal sealed record RecordedEvent(long Id, DateTimeOffset At, AccountEvent What);
