using Cloakroom.Server.Events;

namespace Cloakroom.Server.Pages.Admin;

/// <summary>Sessions as a list with a button each.</summary>
/// <param name="Sessions">In the order in which they are shown.</param>
/// <param name="Now">The time of the page.</param>
/// <param name="Return">Where a button leads back to.</param>
/// <param name="Own">The session of the administrator, which is marked.</param>
internal sealed record ListedSessions(IReadOnlyList<Session> Sessions, DateTimeOffset Now, string Return, SessionHandle? Own)
{
    /// <summary>Whether to say whose each is.</summary>
    public bool WithUser { get; init; }
}

/// <summary>Events as a list.</summary>
/// <param name="Events">In the order in which they are shown.</param>
/// <param name="Addresses">Addresses of accounts by ID, as far as they exist.</param>
/// <param name="Now">The time of the page.</param>
internal sealed record ListedEvents(IReadOnlyList<RecordedEvent> Events, IReadOnlyDictionary<string, string> Addresses, DateTimeOffset Now)
{
    /// <summary>Who an ID names, as far as it is known.</summary>
    public string Name(string id) => Addresses.GetValueOrDefault(id, id);
}
