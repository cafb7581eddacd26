using System.Text.Json;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Passkeys;

/// <summary>Reads the JSON of a ceremony. What the authenticator says is left to Identity; here it only has to be an object.</summary>
internal static class PasskeyBody
{
    // An attestation with certificates, base64url.
    public const int MaxBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The answer, or the refusal; exactly one of the two.</summary>
    public static async Task<(PasskeyAnswer? Answer, Refusal? Refusal)> ReadAsync(HttpRequest request)
    {
        if (!StrictJson.IsJson(request.ContentType))
        {
            return (null, Refusal.Because(Reason.UnsupportedMediaType));
        }

        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(request.Body, Strict, request.HttpContext.RequestAborted);
            return Read(body.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how a text says that it is not valid UTF-16.
            return Invalid("The body is not JSON in UTF-8, each name at most once.");
        }
    }

    private static (PasskeyAnswer? Answer, Refusal? Refusal) Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("credential", out JsonElement credential) || credential.ValueKind != JsonValueKind.Object
            || Text(body, "state") is not { } state)
        {
            return Invalid("The fields credential, an object, and state, a text, are needed.");
        }

        if (Text(body, "name") is { } name && !PasskeyNames.IsValid(name))
        {
            return (null, PasskeyNames.Refusal());
        }

        return CarrierField.Read(Text(body, "carrier")) is { } carrier
            ? (new(credential.GetRawText(), state, carrier, Text(body, "name")), null) : (null, CarrierField.Refusal());
    }

    // Null for absent and for null; of another type it reads as the empty text, which nothing here takes.
    private static string? Text(JsonElement body, string name) =>
        !body.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : "";

    private static (PasskeyAnswer? Answer, Refusal? Refusal) Invalid(string detail) => (null, Refusal.Because(Reason.InvalidRequest, detail));
}
