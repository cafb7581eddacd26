using Cloakroom.Server.ForwardAuth;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Cloakroom.Server.Pages;

/// <summary>Holds a form that was sent after the session had ended. Rendered by <see cref="ResumeAnswer"/> only, in place of another answer.</summary>
[IgnoreAntiforgeryToken]
internal sealed class ResumeModel : VisitorPage
{
    public HeldForm Form => HttpContext.Features.GetRequiredFeature<HeldForm>();

    public string LoginAddress => HttpContext.Features.GetRequiredFeature<LoginLink>().Address;

    // Whoever leaves this page loses what it holds.
    public override bool OffersLogin => false;

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context) => Identity.MarkDependent(Response.Headers);
}
