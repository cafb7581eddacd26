using System.Text.Json;
using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.Admin;

/// <summary>Reads the small bodies of acts: a form, a JSON object, or nothing.</summary>
internal static class AdminBody
{
    private static readonly FormOptions Limits = new() { ValueCountLimit = 16, KeyLengthLimit = 64, ValueLengthLimit = 4096, MultipartBodyLengthLimit = CredentialsBody.MaxBytes };
    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>Reads a form, so that the way back is known; true also for whoever sent none.</summary>
    public static async Task<bool> ReadFormAsync(HttpRequest request)
    {
        try
        {
            if (request.HasFormContentType)
            {
                await request.ReadFormAsync(Limits, request.HttpContext.RequestAborted);
            }

            return true;
        }
        catch (Exception broken) when (UnreadableForm.Is(broken))
        {
            return false;
        }
    }

    /// <summary>The roles, of the field <c>roles</c>: a list in JSON, text with commas in a form; null when they cannot be read.</summary>
    public static async Task<IReadOnlyList<string>?> ReadRolesAsync(HttpRequest request)
    {
        if (!await ReadFormAsync(request))
        {
            return null;
        }

        if (request.HasFormContentType)
        {
            return request.Form["roles"] is { Count: 1 } text ? RoleName.Split(text.ToString()) : null;
        }

        try
        {
            if (!StrictJson.IsJson(request.ContentType))
            {
                return null;
            }

            using JsonDocument json = await JsonDocument.ParseAsync(request.Body, Once, request.HttpContext.RequestAborted);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("roles", out JsonElement roles)
                && roles.ValueKind == JsonValueKind.Array && roles.EnumerateArray().All(r => r.ValueKind == JsonValueKind.String)
                ? [.. roles.EnumerateArray().Select(r => r.GetString() ?? "")] : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>Whether a field of the form, or of the query for a program, says yes.</summary>
    public static bool Says(HttpRequest request, string name) =>
        request.Query[name] == "true" || (request.HasFormContentType && request.Form[name] == "true");
}
