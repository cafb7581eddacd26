using System.Text;
using Cloakroom.Server.Events;

namespace Cloakroom.Server.Admin;

/// <summary>The log of events: a page of it, and all of it to take along as JSON lines or as a table.</summary>
internal static class EventEndpoints
{
    public const int PageSize = 50;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/events", ListAsync);
        group.MapGet("/events.jsonl", (HttpContext context, EventFilter filter, EventReader events) =>
            ExportAsync(context, filter, events, "events.jsonl", "application/jsonl; charset=utf-8", "", e => EventJson.Line(e) + "\n"));
        group.MapGet("/events.csv", (HttpContext context, EventFilter filter, EventReader events) =>
            ExportAsync(context, filter, events, "events.csv", "text/csv; charset=utf-8", EventCsv.Header, EventCsv.Line));
    }

    private static async Task<IResult> ListAsync(HttpContext context, EventFilter filter, EventReader events)
    {
        if (await filter.ReadAsync(context.Request.Query, context.RequestAborted) is not { } query)
        {
            return Refusal.Because(Reason.InvalidRequest, EventFilter.Rule);
        }

        IReadOnlyList<RecordedEvent> page = events.Read(query, PageSize);
        return Results.Json(
            new { events = page.Select(EventJson.Shape), next = page.Count == PageSize ? page[^1].Id : (long?)null }, ServerJson.Options);
    }

    private static async Task<IResult> ExportAsync(
        HttpContext context, EventFilter filter, EventReader events, string name, string type, string header, Func<RecordedEvent, string> line)
    {
        if (await filter.ReadAsync(context.Request.Query, context.RequestAborted) is not { } query)
        {
            return Refusal.Because(Reason.InvalidRequest, EventFilter.Rule);
        }

        HttpResponse response = context.Response;
        response.ContentType = type;
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await response.WriteAsync(header, Encoding.UTF8, context.RequestAborted);
        foreach (RecordedEvent[] some in events.ReadAll(query).Chunk(100))
        {
            await response.WriteAsync(string.Concat(some.Select(line)), Encoding.UTF8, context.RequestAborted);
        }

        return Results.Empty;
    }
}
