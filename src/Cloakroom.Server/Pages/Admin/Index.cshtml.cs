using Cloakroom.Server.Admin.Metrics;

namespace Cloakroom.Server.Pages.Admin;

/// <summary>How the server is doing. The script of the page asks for it again every five seconds; without it, it is a picture of the moment.</summary>
internal sealed class IndexModel(Dashboard dashboard, SessionEngine engine, ISessionStore store) : AdminPage
{
    public Dashboard Dashboard => dashboard;

    public string Store => StoreName.Of(store);

    public bool IsStoreThere => engine.IsStoreThere;

    public int Pending => engine.PendingCount;
}
