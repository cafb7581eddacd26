using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Cloakroom;

/// <summary>
/// JSON that every reader understands in the same way (I-JSON, RFC 7493 2): UTF-8 without byte order mark, no name twice in an object, no
/// half of a surrogate pair; and at most 64 levels deep.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false };

    /// <summary>Whether a body is announced as JSON, in a well-formed way; between systems that is UTF-8 (RFC 8259 8.1).</summary>
    public static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && type.Parameters.All(p => p.Value.HasValue)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    public static bool IsValid(byte[] bytes)
    {
        try
        {
            JsonDocument.Parse(bytes, Once).Dispose();
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the reader says that a text is not valid UTF-8 or UTF-16.
            return false;
        }
    }
}
