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
        valid: v => AuthenticateResult.Success(Ticket(v.Session)),
        anonymous: a => a.Reason == Reason.NoCredentials ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(a.Reason.Code),
        unavailable: _ => AuthenticateResult.Fail(Reason.StoreUnavailable.Code)));

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Challenge.AnswerAsync(Context, options);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Challenge.ForbidAsync(Context);

    // For code written for the framework's cookie scheme: HttpContext.SignInAsync(principal).
    protected override Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        string id = user.FindFirstValue("sub") ?? user.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? throw new InvalidOperationException("SignInAsync needs a principal with a claim 'sub' or NameIdentifier: it becomes the user ID of the session.");
        return sessions.SignInAsync(
            new SignIn(new SessionUser(id)
            {
                Email = user.FindFirstValue("email") ?? user.FindFirstValue(ClaimTypes.Email),
                Roles = [.. Values(user, "role", ClaimTypes.Role)],
            })
            {
                // Not assumed: it may have been another site that asked for the password.
                AuthenticationMethods = [.. Values(user, "amr", ClaimTypes.AuthenticationMethod)],
            },
            Context.RequestAborted);
    }

    protected override Task HandleSignOutAsync(AuthenticationProperties? properties) => sessions.SignOutAsync();

    // Never Context.User: somebody may have put another person there since.
    private AuthenticationTicket Ticket(Session session) => new(
        SessionIdentity.Principal(session),
        new AuthenticationProperties { IssuedUtc = session.AuthenticatedAt, ExpiresUtc = session.ExpiresAt },
        Scheme.Name);

    private static IEnumerable<string> Values(ClaimsPrincipal user, string type, string longType) =>
        user.Claims.Where(c => c.Type == type || c.Type == longType).Select(c => c.Value).Distinct(StringComparer.Ordinal);
}
