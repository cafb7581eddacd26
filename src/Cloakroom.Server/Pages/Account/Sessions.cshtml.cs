using Microsoft.AspNetCore.Authorization;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Where you are logged in, and how to end it.</summary>
[Authorize]
internal sealed class SessionsModel(ISessions sessions) : VisitorPage
{
    /// <summary>This device first, then the most recently seen.</summary>
    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Sessions = [.. (await sessions.ListAsync(cancellationToken)).OrderByDescending(s => s.Handle == Viewer?.Handle).ThenByDescending(s => s.LastSeenAt)];
}
