using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>The two pages that the library itself can answer with. No script, no style of its own, readable in any colour scheme.</summary>
internal static class SmallPage
{
    /// <summary>Loads the same address again, now from this site.</summary>
    public static Task ReloadAsync(HttpContext context) => ReloadAsync(context, LocalPath.Of(context.Request), StatusCodes.Status200OK);

    /// <summary>The same for an address that this host shows to browsers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="place">The address, a path.</param>
    /// <param name="status">The status of the answer.</param>
    public static Task ReloadAsync(HttpContext context, string place, int status)
    {
        Identity.MarkDependent(context);
        string here = HtmlEncoder.Default.Encode(place);
        return WriteAsync(context, status, "One moment",
            $"<p>You followed a link from another site. <a href=\"{here}\">Continue</a></p>", $"<meta http-equiv=\"refresh\" content=\"0; url={here}\">");
    }

    /// <summary>Says why a navigation was refused, and what to do.</summary>
    public static Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        refusal.WriteHeaders(context);
        refusal.WriteStatus(context.Response);
        Reason reason = refusal.Reason;
        if (context.RequestServices.GetService<IRefusalPage>() is { } page)
        {
            return page.WriteAsync(context, reason);
        }

        return WriteAsync(context, reason.Status, reason.Title, $"<h1>{reason.Title}</h1><p>{HtmlEncoder.Default.Encode(refusal.Detail)}</p><p><code>{reason.Code}</code></p>", "");
    }

    private static Task WriteAsync(HttpContext context, int status, string title, string body, string head)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        byte[] page = Encoding.UTF8.GetBytes(
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
            + $"<meta name=\"color-scheme\" content=\"light dark\">{head}<title>{title}</title></head><body><main>{body}</main></body></html>");
        response.ContentLength = page.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(page).AsTask();
    }
}
