using System.Globalization;

namespace Cloakroom.Server.Events;

/// <summary>
/// Events as a table (RFC 4180). A device or an address comes from whoever sent the request: what a spreadsheet would take for a formula is
/// preceded by an apostrophe (OWASP, CSV Injection).
/// </summary>
internal static class EventCsv
{
    public const string Header = "id,at,kind,account,actor,session,device,address,detail\r\n";

    public static string Line(RecordedEvent e) => string.Join(',', new[]
    {
        e.Id.ToString(CultureInfo.InvariantCulture), EventJson.Time(e.At), e.What.Kind, e.What.Account, e.What.Actor, e.What.Session, e.What.Device, e.What.Address, e.What.Detail,
    }.Select(Field)) + "\r\n";

    private static string Field(string? text)
    {
        string value = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + text : text ?? "";
        return value.AsSpan().ContainsAny(",\"\r\n\t") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
