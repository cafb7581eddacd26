namespace Cloakroom.Server.ForwardAuth;

/// <summary>The answer to a proxy: 200 with who it is, or a refusal. Nothing else is ever below 300.</summary>
internal sealed class VerifyAnswer(Gate gate, IdentityTokens tokens, LoginWay login, ILogger<VerifyAnswer> logger)
{
    private static readonly KeyValuePair<string, object?> ValidTag = Cloakroom.Telemetry.Because("valid");

    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public async Task AnswerAsync(HttpContext context, OriginalRequest original, bool mayRedirect)
    {
        Verdict verdict = await gate.DecideAsync(context, original);
        if (verdict is Verdict.Allowed allowed)
        {
            IdentityHeaders.Write(context.Response, allowed, allowed.Session is { } session ? tokens.Of(session, original.Origin) : null);
            if (allowed.Session is not null)
            {
                Telemetry.Decisions.Add(1, ValidTag);
            }
            else if (RequestSession.In(context)?.Unrecognized is { } shown)
            {
                Cloakroom.Log.Unrecognized(logger, original.Method, original.Target.Path, shown.Code);
            }

            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentLength = 0;
            return;
        }

        Reason reason = ((Verdict.Refused)verdict).Reason;
        // Without the query, which may hold secrets of the application.
        Log.NotPassedOn(logger, OriginalRequest.IsMethod(original.Method) ? original.Method : "?", original.Origin + original.Target.Path, reason.Code);
        await RefuseAsync(context, original, reason, mayRedirect);
    }

    private Task RefuseAsync(HttpContext context, OriginalRequest original, Reason reason, bool mayRedirect) =>
        login.MayHoldCookieBack(context.Request, original, reason) ? LoginWay.ReloadAsync(context, original)
        : mayRedirect && login.Helps(context.Request, original, reason) ? login.GoAsync(context, original, reason)
        : Challenge.RefuseAsync(context, Refusal.Because(reason));
}
