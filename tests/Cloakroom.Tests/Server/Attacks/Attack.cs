using System.Text.Json;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>An attack that somebody has suffered elsewhere, as a line of the file has it: what is sent, and what must be answered.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Source">Who has suffered it.</param>
/// <param name="Area">What it is about.</param>
/// <param name="Title">Its name.</param>
/// <param name="Requests">In order.</param>
/// <param name="Expected">The answer, in words that begin with the status where they can.</param>
internal sealed record Attack(string Id, string Source, string Area, string Title, IReadOnlyList<AttackRequest> Requests, string Expected)
{
    public static Attack Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        JsonElement attack = json.RootElement;
        return new(
            Text(attack, "id"), Text(attack, "source"), Text(attack, "area"), Text(attack, "title"),
            [.. attack.GetProperty("requests").EnumerateArray().Select(AttackRequest.Read)], Text(attack, "expected"));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";
}

/// <summary>One request. Text in braces names a value, or describes one that is to be made.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The target.</param>
/// <param name="Headers">Fields in order; a name may occur twice.</param>
/// <param name="Body">The body; null for none.</param>
/// <param name="Save">What is to be kept of the answer; empty for nothing.</param>
/// <param name="Parallel">How many are sent at once.</param>
/// <param name="Times">How many are sent one after another.</param>
internal sealed record AttackRequest(
    string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, string? Body, string Save, int Parallel, int Times)
{
    public static AttackRequest Read(JsonElement json) => new(
        json.GetProperty("method").GetString() ?? "", json.GetProperty("path").GetString() ?? "",
        json.TryGetProperty("headers", out JsonElement headers) ? [.. ReadHeaders(headers)] : [],
        json.TryGetProperty("body", out JsonElement body) ? body.GetString() : null,
        json.TryGetProperty("save", out JsonElement save) ? save.GetString() ?? "" : "", Number(json, "parallel"), Number(json, "times"));

    private static IEnumerable<(string Name, string Value)> ReadHeaders(JsonElement headers) => headers.ValueKind == JsonValueKind.Object
        ? headers.EnumerateObject().Select(h => (h.Name, h.Value.GetString() ?? ""))
        : headers.EnumerateArray().Select(h => (h[0].GetString() ?? "", h[1].GetString() ?? ""));

    private static int Number(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement number) ? number.GetInt32() : 1;
}
