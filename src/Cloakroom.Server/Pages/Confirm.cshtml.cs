using Cloakroom.Server.Accounts.Recovery;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Pages;

/// <summary>Where the link of a mail leads that proves an address: a form that posts. Opening it does nothing, and it does not see the secret.</summary>
internal sealed class ConfirmModel : VisitorPage
{
    private string? _what;

    /// <summary>Whether it is the new address of an account, not the first.</summary>
    public bool IsChange => _what == LinkPurpose.Address;

    /// <summary>Whether it brings the old address back.</summary>
    public bool IsUndo => _what == LinkPurpose.Undo;

    public IActionResult OnGet(string? what)
    {
        _what = what;
        return what is null || IsChange || IsUndo ? Page() : NotFound();
    }
}
