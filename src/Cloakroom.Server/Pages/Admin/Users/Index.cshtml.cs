using Cloakroom.Server.Admin;

namespace Cloakroom.Server.Pages.Admin.Users;

/// <summary>Finds accounts.</summary>
internal sealed class IndexModel(AccountList accounts) : AdminPage
{
    public string Search => Request.Query["search"].ToString();

    public AccountPage Found { get; private set; } = new([], null);

    /// <summary>The query of the next page; null where there is none.</summary>
    public string? NextQuery => Found.Next is { } next ? $"?search={Uri.EscapeDataString(Search)}&after={Uri.EscapeDataString(next)}" : null;

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Found = await accounts.FindAsync(Search, Request.Query["after"], cancellationToken);
}
