using Cloakroom.Server.Accounts.Factors;
using Microsoft.AspNetCore.Authorization;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Asks once more before the second factor goes.</summary>
[Authorize("fresh:5m")]
internal sealed class FactorRemoveModel(AccountFactors factors) : VisitorPage
{
    public bool IsOn => Viewer is { } session && factors.StateOf(session.UserId).IsOn;
}
