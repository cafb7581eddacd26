using Cloakroom.Server.Mail;
using Microsoft.AspNetCore.Authorization;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Another address. Asked for by somebody who has just logged in: whoever finds an open browser is not to take the account along.</summary>
[Authorize("fresh:5m")]
internal sealed class EmailModel(PostOffice post) : VisitorPage
{
    public bool SendsMail => post.IsOpen;
}
