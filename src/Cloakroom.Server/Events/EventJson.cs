using System.Globalization;
using System.Text.Json;

namespace Cloakroom.Server.Events;

/// <summary>An event in JSON: of the export, of the endpoint, and of webhooks.</summary>
internal static class EventJson
{
    public static object Shape(RecordedEvent e) => new
    {
        id = e.Id, at = Time(e.At), kind = e.What.Kind, account = e.What.Account, actor = e.What.Actor, session = e.What.Session,
        device = e.What.Device, address = e.What.Address, detail = e.What.Detail,
    };

    public static string Line(RecordedEvent e) => JsonSerializer.Serialize(Shape(e), ServerJson.Options);

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
