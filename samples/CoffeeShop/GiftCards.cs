using System.Net.WebSockets;
using System.Text.Json;
using Cloakroom;

namespace CoffeeShop;

/// <summary>The points on everybody's gift card.</summary>
internal sealed class GiftCards
{
    public const int Full = 5000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _points = [];

    public int PointsOf(string user)
    {
        lock (_lock)
        {
            return _points.GetValueOrDefault(user, Full);
        }
    }

    public bool Transfer(string from, string to, int points)
    {
        lock (_lock)
        {
            int left = _points.GetValueOrDefault(from, Full) - points;
            if (points <= 0 || left < 0 || from == to)
            {
                return false;
            }

            (_points[from], _points[to]) = (left, _points.GetValueOrDefault(to, Full) + points);
            return true;
        }
    }

    public void FillAll()
    {
        lock (_lock)
        {
            _points.Clear();
        }
    }
}

internal sealed record Transfer(string To, int Points);

/// <summary>Gives points away in three ways, as one would write them who has never heard of other sites: not a line here is about them.</summary>
internal static class GiftCardEndpoints
{
    public static void MapGiftCards(this WebApplication app)
    {
        app.MapGet("/api/points", (Session session, GiftCards cards) => new { points = cards.PointsOf(session.UserId) });

        // A form, or a query where there is none: whatever comes.
        app.MapPost("/points", (HttpRequest request, Session session, GiftCards cards) =>
        {
            string? Field(string name) => request.HasFormContentType ? request.Form[name] : request.Query[name];
            return Answer(cards, session, new Transfer(Field("to") ?? "", int.TryParse(Field("points"), out int points) ? points : 0));
        });

        // JSON, whatever the browser calls it.
        app.MapPost("/api/points", async (HttpRequest request, Session session, GiftCards cards) =>
            Answer(cards, session, await JsonSerializer.DeserializeAsync<Transfer>(request.Body, JsonSerializerOptions.Web)));

        app.MapGet("/api/points/live", LiveAsync);
    }

    private static IResult Answer(GiftCards cards, Session session, Transfer? wanted) =>
        wanted is not null && cards.Transfer(session.UserId, wanted.To, wanted.Points)
            ? Results.Ok(new { points = cards.PointsOf(session.UserId) })
            : Results.Conflict(new { message = "Not that many points" });

    private static async Task LiveAsync(HttpContext context, Session session, GiftCards cards)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: WebSocketMessageType.Text } message)
        {
            if (JsonSerializer.Deserialize<Transfer>(buffer.AsSpan(0, message.Count), JsonSerializerOptions.Web) is { } wanted)
            {
                cards.Transfer(session.UserId, wanted.To, wanted.Points);
            }

            byte[] left = JsonSerializer.SerializeToUtf8Bytes(new { points = cards.PointsOf(session.UserId) });
            await socket.SendAsync(left, WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, context.RequestAborted);
    }
}
