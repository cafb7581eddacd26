using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cloakroom.Server.External;

/// <summary>What a button posts, as a form or as JSON; a request without body has none of it.</summary>
/// <param name="Return">Where to go afterwards.</param>
/// <param name="Renews">Whether the provider is to ask again, for a person who is logged in.</param>
/// <param name="IsPending">Whether the login at the provider that waits in this browser is meant.</param>
internal sealed record ExternalBody(string? Return, [property: JsonPropertyName("renew")] bool Renews, [property: JsonPropertyName("pending")] bool IsPending)
{
    public const int MaxBytes = 8 * 1024;

    /// <summary>Null when it cannot be read.</summary>
    public static async Task<ExternalBody?> ReadAsync(HttpRequest request)
    {
        try
        {
            if (request.HasFormContentType)
            {
                IFormCollection form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
                return new(form["return"] is { Count: 1 } back ? back[0] : null, form["renew"] == "true", form["pending"] == "true");
            }

            return request.ContentLength is 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0) ? new(null, Renews: false, IsPending: false)
                : StrictJson.IsJson(request.ContentType)
                    ? await JsonSerializer.DeserializeAsync(request.Body, ExternalBodyContext.Default.ExternalBody, request.HttpContext.RequestAborted) : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException or BadHttpRequestException or IOException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(ExternalBody))]
internal sealed partial class ExternalBodyContext : JsonSerializerContext;
