using System.Net;
using Cloakroom.Cookies;
using Cloakroom.Server.Mail;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Cloakroom.Server.Pages.Mailbox;

/// <summary>Shows mail to whoever sits at the machine: in Development, under a loopback address, to a caller on loopback. Elsewhere there is no such page.</summary>
internal abstract class MailboxPage(PostOffice post, Deployment deployment) : VisitorPage
{
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        base.OnPageHandlerExecuting(context);
        bool isHere = post.UsesFolder && PublicOrigin.IsLoopback(deployment.Origin.Url.IdnHost)
            && HttpContext.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
            // Another name that leads to this machine is how a foreign page would read it (DNS rebinding).
            && PublicOrigin.IsLoopback(Request.Host.Host);
        if (!isHere)
        {
            context.Result = new NotFoundResult();
        }
    }
}
