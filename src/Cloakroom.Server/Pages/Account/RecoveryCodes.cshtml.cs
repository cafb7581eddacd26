using Cloakroom.Server.Accounts.Factors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Makes recovery codes anew; as the answer to a form that made some, shows them. It then takes the place of an answer to a POST, which was checked before.</summary>
[Authorize("fresh:5m")]
[IgnoreAntiforgeryToken]
internal sealed class RecoveryCodesModel(AccountFactors factors) : VisitorPage
{
    public const string ViewPath = "/Account/RecoveryCodes";

    /// <summary>The codes that were just made; null when the page is only looked at.</summary>
    public ShownCodes? Made => HttpContext.Features.Get<ShownCodes>();

    public FactorState State => Viewer is { } session ? factors.StateOf(session.UserId) : FactorState.None;
}

/// <summary>Codes that are shown once.</summary>
internal sealed record ShownCodes(IReadOnlyList<string> Codes)
{
    /// <summary>As a file that the browser saves, without a second request: the codes are kept nowhere.</summary>
    public string File => "data:text/plain;charset=utf-8," + Uri.EscapeDataString(string.Join("\r\n", Codes) + "\r\n");

    /// <summary>Prints no code.</summary>
    public override string ToString() => nameof(ShownCodes);
}
