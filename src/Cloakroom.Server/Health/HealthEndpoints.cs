using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cloakroom.Server.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work, so send people here; otherwise 503 and what is wrong.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = StoreGuard.Write;

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Answer(StatusCodes.Status200OK, "live", reason: null)).WithMetadata(CalledByPrograms.Instance);
        endpoints.MapGet("/health/ready", ReadyAsync).WithMetadata(CalledByPrograms.Instance);
    }

    private static async Task<JsonHttpResult<HealthJson>> ReadyAsync(
        IHostApplicationLifetime lifetime, SessionEngine engine, ISessionStore store, AccountsDatabase accounts, TimeProvider time, ILoggerFactory loggers, HttpContext context)
    {
        string? trouble = engine.StoreTrouble;
        string? reason = lifetime.ApplicationStopping.IsCancellationRequested ? "draining"
            : trouble is not null || !engine.IsStoreThere || !await AnswersAsync(store, time, context.RequestAborted) ? "store"
            : !engine.IsStoreCaughtUp ? "replaying"
            : !Answers(accounts) ? "accounts"
            : null;
        if (reason is null)
        {
            return Answer(StatusCodes.Status200OK, "ready", reason: null);
        }

        Log.NotReady(loggers.CreateLogger(typeof(HealthEndpoints)), reason);
        return Answer(StatusCodes.Status503ServiceUnavailable, "unavailable", reason, trouble);
    }

    private static JsonHttpResult<HealthJson> Answer(int status, string word, string? reason, string? detail = null) =>
        TypedResults.Json(new HealthJson(word, reason, detail), HealthJsonContext.Default.HealthJson, statusCode: status);

    // Any digest does: the question is whether there is an answer.
    private static async Task<bool> AnswersAsync(ISessionStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await store.FindAsync(SessionId.Create().Digest(), cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException)
        {
            return false;
        }
    }

    private static bool Answers(AccountsDatabase accounts)
    {
        try
        {
            accounts.IsEmpty();
            return true;
        }
        catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
        {
            return false;
        }
    }
}
