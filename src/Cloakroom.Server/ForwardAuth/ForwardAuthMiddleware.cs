using Cloakroom.Server.Proxies;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// Answers proxies that ask whether they may pass a request on. It stands ahead of everything that routes, checks or serves: the request
/// that is judged is the one in the headers, not the one that asks, and an address behind <c>/auth/verify</c> must never lead anywhere
/// else, however it is written.
/// </summary>
internal sealed class ForwardAuthMiddleware(RequestDelegate next, VerifyAnswer verify, ResumeAnswer resume, ILogger<ForwardAuthMiddleware> logger)
{
    private const string VerifyPath = "/auth/verify", ResumePath = "/auth/resume";

    public Task InvokeAsync(HttpContext context)
    {
        // As sent: in Request.Path the server has taken dot segments away already.
        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return Is(raw, VerifyPath) ? VerifyAsync(context, appended: null)
            // Envoy's way: the prefix, and behind it the address as the client sent it.
            : raw.StartsWith(VerifyPath + "/", StringComparison.Ordinal) ? VerifyAsync(context, raw[VerifyPath.Length..])
            // What this answers goes to the client, and so tells nobody who it is.
            : Is(raw, ResumePath) ? AskAsync(context, appended: null, isResume: true)
            : next(context);
    }

    private static bool Is(string raw, string path) => raw.StartsWith(path, StringComparison.Ordinal) && (raw.Length == path.Length || raw[path.Length] == '?');

    private Task VerifyAsync(HttpContext context, string? appended)
    {
        IdentityHeaders.Promise(context.Response);
        return AskAsync(context, appended, isResume: false);
    }

    // Of an appended address the query is the client's.
    private static bool MayRedirect(HttpRequest request, string? appended) =>
        appended is not null || (request.QueryString.HasValue && request.Query["redirect"] == "true");

    private async Task AskAsync(HttpContext context, string? appended, bool isResume)
    {
        IdentityHeaders.Hold(context);
        Identity.MarkDependent(context.Response.Headers);
        if (!ProxyPeer.IsTrusted(context))
        {
            Log.ProxyUnknown(logger, ProxyPeer.NameOf(context));
            await Refusal.Because(Reason.UntrustedProxy).WriteProblemAsync(context);
            return;
        }

        if (ForwardedHeaders.Read(context, appended, out string problem) is not { } original)
        {
            Log.QuestionUnreadable(logger, problem);
            await Refusal.Because(Reason.InvalidRequest, problem).WriteProblemAsync(context);
            return;
        }

        try
        {
            await (isResume ? resume.AnswerAsync(context, original) : verify.AnswerAsync(context, original, MayRedirect(context.Request, appended)));
        }
        catch (StoreUnavailableException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Refusal.Because(Reason.StoreUnavailable).WriteProblemAsync(context);
        }
    }
}
