using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cloakroom.ServerTests;

/// <summary>An answer, received to its last byte.</summary>
internal sealed record Reply(int Status, string Body, ILookup<string, string> Headers)
{
    /// <summary>The reason of a refusal; null when the body is no problem (RFC 9457).</summary>
    public string? Code => Header("Content-Type").StartsWith("application/problem+json", StringComparison.Ordinal) ? Text("code") : null;

    /// <summary>The ID of the session cookie that this answer sets; null when it sets none or deletes it.</summary>
    public string? SessionId
    {
        get
        {
            string? line = Headers["Set-Cookie"].SingleOrDefault(l => l.StartsWith("session_id=", StringComparison.Ordinal));
            string value = line?["session_id=".Length..line.IndexOf(';', StringComparison.Ordinal)] ?? "";
            return value.Length == 0 ? null : value;
        }
    }

    /// <summary>Whether it says that the store did not answer in time, and to try again: on a machine with too much to do that happens to anybody.</summary>
    public bool IsLater => Status == 503 && Code == "store_unavailable" && Header("Retry-After").Length > 0;

    public string? UserId => Text("user", "id");

    public static async Task<Reply> ReadAsync(HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new((int)response.StatusCode, body, response.Headers.Concat(response.Content.Headers)
            .SelectMany(h => h.Value, (h, value) => (h.Key, value)).ToLookup(h => h.Key, h => h.value, StringComparer.OrdinalIgnoreCase));
    }

    public string Header(string name) => string.Join(", ", Headers[name]);

    public override string ToString() => $"{Status} {Body}";

    private string? Text(params string[] path)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(Body);
            foreach (string name in path)
            {
                node = node?[name];
            }

            return node?.GetValue<string>();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
