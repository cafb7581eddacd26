using System.Globalization;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Server.Events;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Admin;

/// <summary>
/// Takes away everything that stands beside or in place of the password, for somebody who has lost it or whose device was stolen. Whoever is
/// logged in then is logged out: it may not be the owner.
/// </summary>
internal sealed class FactorReset(AccountsContext database, AccountFactors factors, LiveSessions sessions, EventDesk events)
{
    /// <summary>How many passkeys the account has.</summary>
    public Task<int> CountPasskeysAsync(string account, CancellationToken cancellationToken) =>
        Passkeys(account).CountAsync(cancellationToken);

    /// <summary>Resets them; done twice it does no harm.</summary>
    public async Task<EndOutcome> RunAsync(string account)
    {
        if (await factors.ResetAsync(account))
        {
            await events.RecordAsync(EventKind.FactorRemoved, account, "by an administrator");
        }

        if (await Passkeys(account).ExecuteDeleteAsync(CancellationToken.None) is > 0 and var count)
        {
            await events.RecordAsync(EventKind.PasskeyRemoved, account, string.Create(CultureInfo.InvariantCulture, $"all {count}, by an administrator"));
        }

        return await sessions.EndAllAsync(account, EndReason.Revoked);
    }

    private IQueryable<IdentityUserPasskey<string>> Passkeys(string account) =>
        database.Set<IdentityUserPasskey<string>>().Where(p => p.UserId == account);
}
