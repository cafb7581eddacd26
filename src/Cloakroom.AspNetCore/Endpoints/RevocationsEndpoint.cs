using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Cloakroom;

/// <summary>
/// The feed of revocations for services that verify tokens offline: JSON <c>{"jwt":"…"}</c> with an ETag, of all that is remembered or of
/// what came <c>?since=</c> the <c>to</c> of an answer before; or an event stream, for which the same is sent at every change.
/// </summary>
internal static class RevocationsEndpoint
{
    public const string Path = "/auth/revocations";

    // Verifiers stop believing a feed that is silent for half a minute.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    // Nodes hear of one end at different times, and a verifier may ask another one the next time.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    public static void Map(RouteGroupBuilder group) => group.MapGet("/revocations", AnswerAsync).AllowAnonymous()
        .WithMetadata(WorksWithoutStore.Instance, SameForEverybody.Instance, EndsByItself.Instance);

    private static async Task<IResult> AnswerAsync(HttpContext context, SessionEngine engine, RevocationFeed feed, TimeProvider time)
    {
        if (!TryReadSince(context.Request, out DateTimeOffset? since))
        {
            return Refusal.Because(Reason.InvalidRequest, "since is a number of milliseconds since 1970: the claim to of an answer before.");
        }

        if (context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            await StreamAsync(context, engine, feed, since, time);
            return Results.Empty;
        }

        (string jwt, long version) = await feed.TellAsync(since, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = new EntityTagHeaderValue($"\"{version}\"").ToString();
        return Results.Json(new { jwt });
    }

    private static async Task StreamAsync(HttpContext context, SessionEngine engine, RevocationFeed feed, DateTimeOffset? since, TimeProvider time)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                DateTimeOffset asked = time.GetUtcNow();
                (string jwt, long version) = await feed.TellAsync(since, context.RequestAborted);
                await context.Response.WriteAsync($"event: revocations\ndata: {{\"jwt\":\"{jwt}\"}}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                since = asked - Overlap;
                await engine.EndsChangedAsync(version).WaitAsync(Heartbeat, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // Nobody listens any more.
        }
    }

    private static bool TryReadSince(HttpRequest request, out DateTimeOffset? since)
    {
        since = null;
        string text = request.Query["since"].ToString();
        if (text.Length == 0)
        {
            return true;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds) || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        since = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        since = milliseconds > Overlap.TotalMilliseconds ? since - Overlap : since;
        return true;
    }
}
