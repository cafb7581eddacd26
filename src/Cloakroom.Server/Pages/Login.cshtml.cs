using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Pages;

/// <summary>Asks who you are. The form posts to <c>/auth/login</c>, which sends the browser back here when it refuses.</summary>
[SameSiteReload]
internal sealed class LoginModel : VisitorPage
{
    /// <summary>Whoever comes from another host and is logged in here already is not asked, unless a new login is wanted.</summary>
    public IActionResult OnGet() =>
        Viewer is not null && Notice?.Code != Reason.FreshLoginRequired.Code && Places.IsElsewhere(Request.Query["return"]) ? Redirect(Return) : Page();
}
