using Cloakroom.Server.Proxies;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// Answers proxies that ask whether they may pass a request on. It stands ahead of everything that routes, checks or serves: the request
/// that is judged is the one in the headers, not the one that asks, and an address behind <c>/auth/verify</c> must never lead anywhere
/// else, however it is written.
/// </summary>
internal sealed class ForwardAuthMiddleware(RequestDelegate next, VerifyAnswer verify)
{
    public const string VerifyPath = "/auth/verify";

    public Task InvokeAsync(HttpContext context)
    {
        // As sent: in Request.Path the server has taken dot segments away already.
        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!raw.StartsWith(VerifyPath, StringComparison.Ordinal))
        {
            return next(context);
        }

        string rest = raw[VerifyPath.Length..];
        return rest.Length == 0 || rest[0] == '?' ? AskAsync(context, appended: null)
            // Envoy's way: the prefix, and behind it the address as the client sent it.
            : rest[0] == '/' ? AskAsync(context, rest)
            : next(context);
    }

    private async Task AskAsync(HttpContext context, string? appended)
    {
        IdentityHeaders.Promise(context.Response);
        Identity.MarkDependent(context.Response.Headers);
        if (!ProxyPeer.IsTrusted(context))
        {
            await Refusal.Because(Reason.UntrustedProxy).WriteProblemAsync(context);
            return;
        }

        if (ForwardedHeaders.Read(context, appended, out string problem) is not { } original)
        {
            await Refusal.Because(Reason.InvalidRequest, problem).WriteProblemAsync(context);
            return;
        }

        try
        {
            // Of an appended address the query is the client's.
            await verify.AnswerAsync(context, original, mayRedirect: appended is not null || context.Request.Query["redirect"] == "true");
        }
        catch (StoreUnavailableException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Refusal.Because(Reason.StoreUnavailable).WriteProblemAsync(context);
        }
    }
}
