using Cloakroom.Server.Events;
using Microsoft.AspNetCore.Authorization;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Where you are logged in, and how to end it.</summary>
[Authorize]
internal sealed class SessionsModel(ISessions sessions, LoginAddresses addresses) : VisitorPage
{
    private IReadOnlyDictionary<string, string> _addresses = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>This device first, then the most recently seen.</summary>
    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    /// <summary>Where the session began, in words; empty when nobody knows.</summary>
    public string PlaceOf(Session session) => Place.Of(_addresses.GetValueOrDefault(session.Handle.ToString()));

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Sessions = [.. (await sessions.ListAsync(cancellationToken)).OrderByDescending(s => s.Handle == Viewer?.Handle).ThenByDescending(s => s.LastSeenAt)];
        if (Viewer is { } viewer)
        {
            _addresses = addresses.Of(viewer.UserId);
        }
    }
}
