namespace Cloakroom.Server.Answers;

/// <summary>Notes a logout (ASVS 16.3.1): a request that came with a live session and was answered without one.</summary>
internal sealed class LogoutNote(RequestDelegate next, ILogger<LogoutNote> logger)
{
    public Task InvokeAsync(HttpContext context) =>
        RequestSession.Of(context).Session is { } session ? WatchAsync(context, session) : next(context);

    private async Task WatchAsync(HttpContext context, Session session)
    {
        await next(context);
        if (RequestSession.Of(context).Session is null)
        {
            Log.LoggedOut(logger, session.UserId, session.Digest.ToString());
        }
    }
}
