using Microsoft.AspNetCore.Http.HttpResults;

namespace Cloakroom.Server.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work, so send people here; otherwise 503 and what is wrong.
/// <c>/health</c>: the same as ready, and what an operator should look at although everything works.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Answer(StatusCodes.Status200OK, "live", reason: null)).WithMetadata(CalledByPrograms.Instance);
        endpoints.MapGet("/health/ready", (Readiness readiness, ILoggerFactory loggers, HttpContext context) =>
            ReadyAsync(readiness, loggers, context, warnings: null)).WithMetadata(CalledByPrograms.Instance);
        endpoints.MapGet("/health", (Readiness readiness, HealthWatch watch, ILoggerFactory loggers, HttpContext context) =>
            ReadyAsync(readiness, loggers, context, watch.Warnings)).WithMetadata(CalledByPrograms.Instance);
    }

    private static async Task<JsonHttpResult<HealthJson>> ReadyAsync(Readiness readiness, ILoggerFactory loggers, HttpContext context, IReadOnlyList<string>? warnings)
    {
        if (await readiness.JudgeAsync(context.RequestAborted) is not { } not)
        {
            return warnings is { Count: > 0 } ? Answer(StatusCodes.Status200OK, "degraded", reason: null, warnings: warnings) : Answer(StatusCodes.Status200OK, "ready", reason: null);
        }

        Log.NotReady(loggers.CreateLogger(typeof(HealthEndpoints)), not.Reason);
        return Answer(StatusCodes.Status503ServiceUnavailable, "unavailable", not.Reason, not.Detail, warnings is { Count: > 0 } ? warnings : null);
    }

    private static JsonHttpResult<HealthJson> Answer(int status, string word, string? reason, string? detail = null, IReadOnlyList<string>? warnings = null) =>
        TypedResults.Json(new HealthJson(word, reason, detail, warnings), HealthJsonContext.Default.HealthJson, statusCode: status);
}
