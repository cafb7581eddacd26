using Cloakroom.Server.ForwardAuth;
using Cloakroom.Server.Proxies;

namespace Cloakroom.Server.Answers;

/// <summary>
/// The headers of every answer, whatever its status (promise Q21, ASVS 3.4). Set when the answer starts, so that no handler that clears a
/// response takes them away (CVE-2026-22732 class).
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next, Deployment deployment, ReturnPlaces places)
{
    // No script and no style but those of PageNonce; nothing inline, nothing framed, forms go home.
    private const string BeforeNonce = "default-src 'none'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; form-action 'self'";

    private string? _beforeNonce;

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
        if (IdentityHeaders.IsPermission(context))
        {
            // No browser ever sees it: it is for a proxy, has no body, and is read ahead of each request to an application.
            return Task.CompletedTask;
        }

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

    // A browser may ask about the place that a form leads on to as well (CSP 3 6.4.1), and a login may end at an application.
    private string WithForms => _beforeNonce ??= string.Join(' ', [BeforeNonce, .. places.Origins]);

    private string Policy(HttpContext context)
    {
        ContentPolicyAttribute? special = context.GetEndpoint()?.Metadata.GetMetadata<ContentPolicyAttribute>();
        if (special is { Policy: { } whole })
        {
            return whole;
        }

        string frames = special is { FramesOwnPages: true } ? "; frame-src 'self'" : "";
        return context.Features.Get<PageNonce>() is { Value: var nonce }
            ? $"{WithForms}; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'{frames}" : WithForms + frames;
    }
}
