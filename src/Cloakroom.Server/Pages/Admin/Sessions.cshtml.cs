using Cloakroom.Server.Admin;

namespace Cloakroom.Server.Pages.Admin;

/// <summary>Who is logged in, as far as can be told without asking the store for everything.</summary>
internal sealed class SessionsModel(RecentSessions recent) : AdminPage
{
    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => Sessions = await recent.FindAsync(cancellationToken);
}
