using Cloakroom.Server.Mail;

namespace Cloakroom.Server.Pages;

/// <summary>Asks for the address that a link to set a new password is sent to. The answer is the same whether anybody has it.</summary>
[SameSiteReload]
internal sealed class ForgotModel(PostOffice post) : VisitorPage
{
    public bool SendsMail => post.IsOpen;
}
