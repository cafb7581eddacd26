using System.Text.Json;
using System.Text.Unicode;

namespace Cloakroom.Keys;

/// <summary>
/// JSON as tokens and lists of keys may hold it: one object in UTF-8 without mark, without comments, no member named twice at any depth (RFC 7519 4, RFC 7515
/// 4: parsers that see the first and parsers that see the last must not read two different tokens), and not deeper than 16.
/// </summary>
internal static class TokenJson
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false, AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 16,
    };

    /// <summary>The object; null when it is anything else.</summary>
    public static JsonElement? TryRead(byte[] utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            return null;
        }

        try
        {
            JsonElement json = JsonElement.Parse(utf8, Strict);
            // Without an escape, texts are what was found to be valid above.
            return json.ValueKind == JsonValueKind.Object && (!utf8.AsSpan().Contains((byte)'\\') || HasWholeTexts(json)) ? json : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A text; null when there is none of that name, or it is something else.</summary>
    public static string? TextOf(this JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Half of a surrogate pair, escaped, is valid JSON and no text: reading it throws, so it is read here once.
    private static bool HasWholeTexts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().All(p => p.Name.Length >= 0 && HasWholeTexts(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().All(HasWholeTexts),
        JsonValueKind.String => json.GetString() is not null,
        _ => true,
    };
}
