using Cloakroom.Server.Doctor;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Cloakroom.Server.Pages;

/// <summary>Who you are, and the wire: the cookies of this very exchange, explained.</summary>
[SameSiteReload]
internal sealed class IndexModel(Deployment deployment, ISessionStore store, IRegistration registration) : VisitorPage
{
    /// <summary>The line with a word in place of the secret: what the doctor wants to be shown.</summary>
    public string SetCookieLine => deployment.Cookie.Describe("hidden");

    public IReadOnlyList<CookiePart> SetCookie => CookiePart.ExplainSession(SetCookieLine);

    public IReadOnlyList<SentCookie> Sent => SentCookie.Of(Request, deployment.Cookie.Name);

    public Journey Journey => new(
        deployment.Cookie.Name, DeviceName.From(Request.Headers.UserAgent.ToString()), StoreName.Of(store), Decision, Sent.Any(c => c.IsSession), Now);

    /// <summary>Who may make an account; asked for visitors only.</summary>
    public RegistrationState Registration { get; private set; } = RegistrationState.Closed;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (Viewer is null)
        {
            Registration = await registration.StateAsync(cancellationToken);
        }
    }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        base.OnPageHandlerExecuting(context);
        if (Decision is Decision.Anonymous ended && ended.Reason != Reason.NoCredentials)
        {
            // A ticket was shown and did not do: say why.
            Notice ??= Notice.From(ended.Reason);
        }
    }
}
