using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Cloakroom;

/// <summary>
/// Tells a page that its session is over, as an event stream (HTML Living Standard 9.2): a comment now and then, and at the end the event
/// <c>session-ended</c> with the reason.
/// </summary>
internal static class EventsEndpoint
{
    // Proxies close what is silent, mostly after a minute.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly KeyValuePair<string, object?> Kind = new("kind", "session");

    public static void Map(RouteGroupBuilder group) => group.MapAnswer(HttpMethods.Get, "/events", context =>
        SessionEndpoints.WithSessionAsync(context, async _ =>
        {
            await TellAsync(context, context.Service<TimeProvider>(), context.Service<IHostApplicationLifetime>().ApplicationStopping);
            return Results.Empty;
        })).WithMetadata(EndsByItself.Instance);

    private static async Task TellAsync(HttpContext context, TimeProvider time, CancellationToken stopping)
    {
        SessionEnds.Watch watch = OpenEnds.Watch(context, RequestSession.Of(context));
        HttpResponse response = context.Response;
        response.ContentType = "text/event-stream";
        // nginx keeps an answer back until it is whole, unless it is told not to.
        response.Headers["X-Accel-Buffering"] = "no";
        using var either = CancellationTokenSource.CreateLinkedTokenSource(watch.Ended, context.RequestAborted, stopping);
        Telemetry.Streams.Add(1, Kind);
        try
        {
            while (!either.IsCancellationRequested)
            {
                await response.WriteAsync(": here\n\n", context.RequestAborted);
                await response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Heartbeat, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            // A program that ends says nothing of the session: the page asks again.
            if (watch.Reason is { } reason)
            {
                await response.WriteAsync($"event: session-ended\ndata: {{\"code\":\"{reason.Code}\"}}\n\n", context.RequestAborted);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // Nobody listens any more.
        }
        finally
        {
            Telemetry.Streams.Add(-1, Kind);
        }
    }
}
