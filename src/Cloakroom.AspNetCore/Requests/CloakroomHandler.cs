using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom;

/// <summary>
/// The framework's view: <c>[Authorize]</c>, policies, <c>SignInAsync</c>, challenge and forbid. Authentication itself has happened in
/// <see cref="CloakroomMiddleware"/>; asking again costs nothing.
/// </summary>
internal sealed class CloakroomHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> monitor, ILoggerFactory logger, UrlEncoder encoder, CloakroomOptions options, ISessions sessions)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(monitor, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(RequestSession.Of(Context).Decision.Match(
        valid: v => AuthenticateResult.Success(new(Context.User.Identity?.IsAuthenticated == true ? Context.User : SessionIdentity.Principal(v.Session), Scheme.Name)),
        anonymous: a => a.Reason == Reason.NoCredentials ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(a.Reason.Code),
        unavailable: _ => AuthenticateResult.Fail(Reason.StoreUnavailable.Code)));

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Challenge.AnswerAsync(Context, options);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Challenge.ForbidAsync(Context);

    // For code written for the framework's cookie scheme: HttpContext.SignInAsync(principal).
    protected override Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        string id = user.FindFirstValue("sub") ?? user.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? throw new InvalidOperationException("SignInAsync needs a principal with a claim 'sub' or NameIdentifier: it becomes the user ID of the session.");
        return sessions.SignInAsync(new SessionUser(id)
        {
            Email = user.FindFirstValue("email") ?? user.FindFirstValue(ClaimTypes.Email),
            Roles = [.. user.Claims.Where(c => c.Type is "role" or ClaimTypes.Role).Select(c => c.Value).Distinct(StringComparer.Ordinal)],
        }, Context.RequestAborted);
    }

    protected override Task HandleSignOutAsync(AuthenticationProperties? properties) => sessions.SignOutAsync();
}
