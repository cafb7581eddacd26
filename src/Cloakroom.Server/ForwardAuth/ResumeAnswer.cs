using Cloakroom.Server.Pages;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// What a person gets whose request was refused for want of a login, where the proxy hands the request on instead of the bare 401: the way
/// to the login, or a page that holds the form they sent. Never a permission, whatever has changed since.
/// </summary>
internal sealed class ResumeAnswer(Gate gate, LoginWay login, PageWriter pages)
{
    public async Task AnswerAsync(HttpContext context, OriginalRequest original)
    {
        HttpRequest request = context.Request;
        // Logged in meanwhile, in another tab: the login says so, and leads back.
        Verdict verdict = await gate.DecideAsync(context, original);
        Reason reason = verdict is Verdict.Refused refused ? refused.Reason : Reason.NoCredentials;
        if (login.MayHoldCookieBack(request, original, reason) && verdict is Verdict.Refused)
        {
            await LoginWay.ReloadAsync(context, original);
        }
        else if (login.Helps(request, original, reason))
        {
            await login.GoAsync(context, original, reason);
        }
        else if (reason.Status == StatusCodes.Status401Unauthorized && HeldForm.IsFromApplication(original, request) && await HeldForm.ReadAsync(original, request) is { } form)
        {
            var refusal = Refusal.Because(reason);
            refusal.WriteHeaders(context);
            refusal.WriteStatus(context.Response);
            context.Features.Set(form);
            context.Features.Set(new LoginLink(login.AddressFor(original, "/login", reason)));
            await pages.WriteAsync(context, "/Resume");
        }
        else
        {
            await Challenge.RefuseAsync(context, Refusal.Because(reason));
        }
    }
}

/// <summary>Where a login begins that ends on a page which says that one is logged in.</summary>
internal sealed record LoginLink(string Address);
