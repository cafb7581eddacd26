using System.Text.Encodings.Web;
using Cloakroom.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom;

/// <summary>
/// The authentication scheme of a service that accepts the tokens of a Cloakroom elsewhere. The claims are those of a session there, so
/// that one authorization policy serves both.
/// </summary>
internal sealed class OfflineHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> monitor, ILoggerFactory logger, UrlEncoder encoder, OfflineCredentials credentials, Issuer issuer)
    : AuthenticationHandler<AuthenticationSchemeOptions>(monitor, logger, encoder)
{
    private Reason? _refused;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        Identity.MarkDependent(Context);
        if (await credentials.VerifyAsync(Request) is not { } verdict)
        {
            return AuthenticateResult.NoResult();
        }

        if (verdict.Token is not { } token)
        {
            _refused = verdict.Reason;
            return AuthenticateResult.Fail(verdict.Reason?.Code ?? Reason.Malformed.Code);
        }

        EndWithTheSession(token);
        return AuthenticateResult.Success(new AuthenticationTicket(
            SessionIdentity.Principal(token), new AuthenticationProperties { IssuedUtc = token.Issued, ExpiresUtc = token.Expires }, Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // It may not have been asked yet.
        await HandleAuthenticateOnceSafeAsync();
        var refusal = Refusal.Because(_refused ?? Reason.NoCredentials);
        if (refusal.Reason.Status == StatusCodes.Status401Unauthorized)
        {
            Response.Headers.WWWAuthenticate = refusal.BearerChallenge();
        }

        await refusal.WriteProblemAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refusal.Because(Reason.RoleRequired).WriteProblemAsync(Context);

    // What stays open for longer than a request: the application need not think of it.
    private void EndWithTheSession(VerifiedToken token)
    {
        if (OpenEnds.Concerns(Context, EndpointMarks.Of(Context.GetEndpoint())))
        {
            Watch(Context, token);
        }
        else if (Request.Headers.Accept.ToString().Contains(RevocationsEndpoint.EventStream, StringComparison.OrdinalIgnoreCase))
        {
            Response.OnStarting(() =>
            {
                if (Response.ContentType?.StartsWith(RevocationsEndpoint.EventStream, StringComparison.OrdinalIgnoreCase) == true)
                {
                    Watch(Context, token);
                }

                return Task.CompletedTask;
            });
        }
    }

    private void Watch(HttpContext context, VerifiedToken token) =>
        context.Response.RegisterForDispose(issuer.Revocations.Watch(token, () => ThreadPool.QueueUserWorkItem(static c => c.Abort(), context, preferLocal: false)));
}
