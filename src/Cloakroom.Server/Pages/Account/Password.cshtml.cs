using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Another password. It asks for the current one, where there is one.</summary>
[Authorize]
internal sealed class PasswordModel(AccountsContext accounts) : VisitorPage
{
    public bool HasPassword { get; private set; } = true;

    /// <summary>Whether a second factor stands beside it, so that it may be shorter.</summary>
    public bool HasFactor { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        string? id = Viewer?.UserId;
        if (await accounts.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is { } account)
        {
            (HasPassword, HasFactor) = (account.PasswordHash is not null, account.TwoFactorEnabled);
        }
    }
}
