using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Cloakroom.Server.Pages;

/// <summary>Rendered by <see cref="StatusPage"/> only. It takes the place of answers to any method, so nothing may refuse it.</summary>
[IgnoreAntiforgeryToken]
internal sealed class StatusModel : VisitorPage
{
    public StatusFacts Facts => HttpContext.Features.Get<StatusFacts>() ?? StatusFacts.Of(HttpContext, reason: null);

    // A request from another site was refused before anybody asked who it is from.
    public override bool OffersLogin => base.OffersLogin && Facts.Status != StatusCodes.Status403Forbidden;

    // Neither the decision nor the address changes what this page says.
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context) => Identity.MarkDependent(Response.Headers);
}
