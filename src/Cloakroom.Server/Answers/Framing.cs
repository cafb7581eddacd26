using Microsoft.Extensions.Primitives;

namespace Cloakroom.Server.Answers;

/// <summary>
/// Refuses a request whose end two readers may see in two places, and closes the connection: what follows could be the rest of it
/// (RFC 9112 6.1 and 11.2). The HTTP server refuses most of these itself; these it would take, as the specification permits.
/// </summary>
internal sealed class Framing(RequestDelegate next)
{
    // Where both were sent, the HTTP server keeps the length under this name and goes by the chunks.
    private const string RemovedLength = "X-Content-Length";

    public Task InvokeAsync(HttpContext context)
    {
        if (!IsAmbiguous(context.Request))
        {
            return next(context);
        }

        context.Response.Headers.Connection = "close";
        return Challenge.RefuseAsync(context, Refusal.Because(Reason.InvalidRequest, "Send either Content-Length, or Transfer-Encoding: chunked and no other coding."));
    }

    private static bool IsAmbiguous(HttpRequest request)
    {
        StringValues coding = request.Headers.TransferEncoding;
        // RFC 9112 6.1: HTTP/1.0 knows no codings, and chunked may be applied once; we would not undo another one.
        return coding.Count > 0
            && (!HttpProtocol.IsHttp11(request.Protocol) || request.Headers.ContainsKey(RemovedLength)
                || coding.Count > 1 || !"chunked".AsSpan().Equals(coding[0].AsSpan().Trim(" \t"), StringComparison.OrdinalIgnoreCase));
    }
}
