using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Another password. It asks for the current one, where there is one.</summary>
[Authorize]
internal sealed class PasswordModel(AccountsContext accounts) : VisitorPage
{
    public bool HasPassword { get; private set; } = true;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        string? id = Viewer?.UserId;
        HasPassword = await accounts.Users.AnyAsync(a => a.Id == id && a.PasswordHash is string, cancellationToken);
    }
}
