using Cloakroom.Server.HandOver;
using Cloakroom.Server.Proxies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cloakroom.Server.Pages;

/// <summary>What every page knows: who is looking, what has just happened, and the time.</summary>
internal abstract class VisitorPage : PageModel
{
    public Decision Decision => RequestSession.Of(HttpContext).Decision;

    /// <summary>The live session of the person looking; null for nobody.</summary>
    public Session? Viewer => RequestSession.Of(HttpContext).Session;

    /// <summary>Whether to offer a login: only to somebody who is known to be nobody.</summary>
    public virtual bool OffersLogin => Decision is Decision.Anonymous;

    public DateTimeOffset Now => HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    /// <summary>What an endpoint said when it sent the browser here; null for nothing.</summary>
    public Notice? Notice { get; protected set; }

    /// <summary>
    /// Where the person wanted to go: a place of this server, or of a listed host that has the same cookie. To other listed hosts leads a
    /// place of this one, which hands the session over.
    /// </summary>
    public string Return => Places.IsElsewhere(Request.Query["return"]) ? HandOverEndpoints.DepartureTo(Request.Query["return"].ToString()) : Places.OrRoot(Request.Query["return"]);

    /// <summary>Which places one may be led to.</summary>
    protected ReturnPlaces Places => HttpContext.RequestServices.GetRequiredService<ReturnPlaces>();

    /// <summary>The same place as part of a link to another page; empty for the front page.</summary>
    public string ReturnQuery => Return == "/" ? "" : "?return=" + Uri.EscapeDataString(Return);

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Identity.MarkDependent(Response.Headers);
        Notice = Notice.From(Request.Query);
        if (Decision is Decision.Unavailable)
        {
            // Showing somebody as logged out because the store is away would be a lie (invariant 3).
            context.Result = new RefusedResult(Reason.StoreUnavailable);
        }
    }

    private sealed class RefusedResult(Reason reason) : ActionResult
    {
        public override Task ExecuteResultAsync(ActionContext context) => Cloakroom.Challenge.RefuseAsync(context.HttpContext, Refusal.Because(reason));
    }
}
