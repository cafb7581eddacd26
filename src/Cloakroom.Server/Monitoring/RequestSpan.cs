using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.Monitoring;

/// <summary>
/// Names the span of a request as the conventions of OpenTelemetry want it (HTTP server spans). By its route alone: a path or a query may have
/// in it what is nobody's business.
/// </summary>
internal sealed class RequestSpan(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        // The framework makes one for the log as well, which has no use for more than its ID.
        context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span && span.Source.HasListeners() ? InvokeAsync(context, span) : next(context);

    private async Task InvokeAsync(HttpContext context, Activity span)
    {
        span.SetTag("http.request.method", context.Request.Method);
        try
        {
            await next(context);
        }
        finally
        {
            string? route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            int status = context.Response.StatusCode;
            span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
            span.SetTag("http.route", route).SetTag("http.response.status_code", status);
            if (status >= StatusCodes.Status500InternalServerError)
            {
                span.SetStatus(ActivityStatusCode.Error);
            }
        }
    }
}
