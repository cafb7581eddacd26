using Cloakroom.Server.Accounts.Factors;
using Microsoft.AspNetCore.Authorization;

namespace Cloakroom.Server.Pages.Account;

/// <summary>What the account has beside the password, and the ways to change it.</summary>
[Authorize]
internal sealed class FactorsModel(AccountFactors factors) : VisitorPage
{
    public FactorState State => factors.StateOf(Viewer?.UserId ?? throw new InvalidOperationException("The page is for people who are logged in."));
}
