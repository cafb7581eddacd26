using System.Text;
using System.Text.Encodings.Web;
using Cloakroom.Server.Languages;

namespace Cloakroom.Server.External;

/// <summary>
/// A page that leads on by itself, where a redirect will not do: a form whose answer redirects to another site is stopped by
/// <c>form-action 'self'</c> (CSP 3 6.4.2), and what another site began goes without Strict cookies through all its redirects. Works without scripts.
/// </summary>
internal static class OnwardPage
{
    /// <param name="context">What is answered.</param>
    /// <param name="target">Where it leads, encoded as an address.</param>
    /// <param name="title">What happens.</param>
    public static Task WriteAsync(HttpContext context, string target, string title)
    {
        HttpResponse response = context.Response;
        Identity.MarkDependent(response.Headers);
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/html; charset=utf-8";
        HtmlEncoder html = HtmlEncoder.Default;
        string there = html.Encode(target);
        byte[] page = Encoding.UTF8.GetBytes(
            $"<!doctype html><html lang=\"{Texts.Language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
            + $"<meta name=\"color-scheme\" content=\"light dark\"><meta http-equiv=\"refresh\" content=\"0; url={there}\"><title>{html.Encode(title)}</title></head>"
            + $"<body><main><h1>{html.Encode(title)}</h1><p><a id=\"onward\" href=\"{there}\">{html.Encode(Texts.Say("Continue"))}</a></p></main></body></html>");
        response.ContentLength = page.Length;
        return response.Body.WriteAsync(page).AsTask();
    }
}
