namespace Cloakroom.Server.Answers;

/// <summary>
/// The headers of every answer, whatever its status (promise Q21, ASVS 3.4). Set when the answer starts, so that no handler that clears a
/// response takes them away (CVE-2026-22732 class).
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next, Deployment deployment)
{
    // No script and no style but those of PageNonce; nothing inline, nothing framed, forms go home.
    private const string BeforeNonce = "default-src 'none'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

    // ASVS 3.4.1: at least a year.
    public const string StrictTransportSecurity = "max-age=31536000; includeSubDomains";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Set, context);
        return next(context);
    }

    private Task Set(object state)
    {
        var context = (HttpContext)state;
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy(context);
        headers.XContentTypeOptions = "nosniff";
        // Not no-referrer: with it browsers send "Origin: null" on our own forms, and those without Fetch Metadata could not log in.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (deployment.Origin.IsHttps)
        {
            headers.StrictTransportSecurity = StrictTransportSecurity;
        }

        return Task.CompletedTask;
    }

    private static string Policy(HttpContext context)
    {
        ContentPolicyAttribute? special = context.GetEndpoint()?.Metadata.GetMetadata<ContentPolicyAttribute>();
        if (special is { Policy: { } whole })
        {
            return whole;
        }

        string frames = special is { FramesOwnPages: true } ? "; frame-src 'self'" : "";
        return context.Features.Get<PageNonce>() is { Value: var nonce }
            ? $"{BeforeNonce}; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'{frames}" : BeforeNonce + frames;
    }
}
