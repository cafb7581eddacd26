using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Cloakroom;

/// <summary>
/// The feed of revocations for services that verify tokens offline: JSON <c>{"jwt":"…"}</c> with an ETag, of all that is remembered or of
/// what came <c>?since=</c> the <c>to</c> of an answer before; or an event stream of the same, which goes on with what comes.
/// </summary>
internal static class RevocationsEndpoint
{
    public const string Path = "/auth/revocations", EventStream = "text/event-stream";

    // Verifiers stop believing a feed that is silent for half a minute.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    // The push line of some stores tells only those who ask.
    private static readonly TimeSpan Asking = TimeSpan.FromMilliseconds(250);

    // Many logouts at once are told at once.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    // Nodes hear of one end at different times, and a verifier may ask another one the next time.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    private static readonly KeyValuePair<string, object?> Kind = new("kind", "revocations");

    public static void Map(RouteGroupBuilder group) => group.MapAnswer(HttpMethods.Get, "/revocations", AnswerAsync).AllowAnonymous()
        .WithMetadata(WorksWithoutStore.Instance, SameForEverybody.Instance, EndsByItself.Instance, CalledByPrograms.Instance);

    private static async Task<IResult> AnswerAsync(HttpContext context)
    {
        SessionEngine engine = context.Service<SessionEngine>();
        RevocationFeed feed = context.Service<RevocationFeed>();
        if (!TryReadSince(context.Request, out DateTimeOffset? since))
        {
            return Refusal.Because(Reason.InvalidRequest, "since is a number of milliseconds since 1970: the claim to of an answer before.");
        }

        try
        {
            if (context.Request.Headers.Accept.ToString().Contains(EventStream, StringComparison.OrdinalIgnoreCase))
            {
                // Whoever listens is not what a shutdown waits for.
                using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, context.Service<IHostApplicationLifetime>().ApplicationStopping);
                await StreamAsync(context.Response, engine, feed, since, context.Service<TimeProvider>(), end.Token);
                return Results.Empty;
            }

            string jwt = since is null ? await feed.TellAllAsync(context.RequestAborted) : feed.Sign(await engine.EndsAsync(since, context.RequestAborted));
            return Answer(context, jwt);
        }
        catch (StoreUnavailableException)
        {
            return Refusal.Because(Reason.StoreUnavailable);
        }
    }

    private static IResult Answer(HttpContext context, string jwt)
    {
        // A shared cache may keep it if it asks each time: then one signature serves all who ask within a second.
        context.Response.Headers.CacheControl = "no-cache";
        byte[] body = Encoding.UTF8.GetBytes($"{{\"jwt\":\"{jwt}\"}}");
        return Results.Bytes(body, "application/json", entityTag: ContentTag.Of(body));
    }

    private static async Task StreamAsync(
        HttpResponse response, SessionEngine engine, RevocationFeed feed, DateTimeOffset? since, TimeProvider time, CancellationToken end)
    {
        EndsPage page = await engine.EndsAsync(since, end);
        string jwt = feed.Sign(page);
        response.ContentType = EventStream;
        response.Headers.CacheControl = "no-store";
        // nginx keeps an answer back until it is whole, unless it is told not to.
        response.Headers["X-Accel-Buffering"] = "no";
        Telemetry.Streams.Add(1, Kind);
        try
        {
            while (true)
            {
                await response.WriteAsync($"event: revocations\ndata: {{\"jwt\":\"{jwt}\"}}\n\n", end);
                await response.Body.FlushAsync(end);
                page = await NextAsync(engine, page, time, end);
                jwt = feed.Sign(page);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // Nobody listens any more, or the program ends.
        }
        finally
        {
            Telemetry.Streams.Add(-1, Kind);
        }
    }

    private static async Task<EndsPage> NextAsync(SessionEngine engine, EndsPage told, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            Task changed = engine.EndsChangedAsync(told);
            await changed.WaitAsync(Asking, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (changed.IsCompleted)
            {
                await Task.Delay(Gathering, time, cancellationToken);
            }

            EndsPage page = await engine.EndsAsync(told, cancellationToken);
            if (page.Version > told.Version || time.GetElapsedTime(began) >= Heartbeat)
            {
                return page;
            }
        }
    }

    private static bool TryReadSince(HttpRequest request, out DateTimeOffset? since)
    {
        since = null;
        if (!request.Query.TryGetValue("since", out var given))
        {
            return true;
        }

        if (!long.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            || milliseconds < Overlap.TotalMilliseconds || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        since = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) - Overlap;
        return true;
    }
}
