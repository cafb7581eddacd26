using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Reads the body of a login or a registration, JSON or a form. Strict about what it needs, indifferent to fields it does not know, and
/// never surprised: whatever is wrong is a refusal.
/// </summary>
internal static class CredentialsBody
{
    public const int MaxBytes = 16 * 1024;

    /// <summary>The credentials, or the refusal; exactly one of the two.</summary>
    public static async Task<(Credentials? Credentials, Refusal? Refusal)> ReadAsync(HttpRequest request)
    {
        try
        {
            return request.HasFormContentType ? Check(await ReadFormAsync(request))
                : StrictJson.IsJson(request.ContentType) ? Check(await ReadJsonAsync(request))
                : (null, Refusal.Because(Reason.UnsupportedMediaType));
        }
        catch (JsonException)
        {
            return Invalid("The body is not a JSON object with the fields of this endpoint, each of the right type and at most once.");
        }
        catch (InvalidDataException)
        {
            return Invalid("The form cannot be read, or has too many or too long fields.");
        }
        catch (BadHttpRequestException broken)
        {
            return broken.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? (null, Refusal.Because(Reason.TooLarge, $"The body is limited to {MaxBytes} bytes."))
                : Invalid("The body ended early or is malformed.");
        }
        catch (IOException)
        {
            // Broken chunks, or a multipart form without its end.
            return Invalid("The body ended early or is malformed.");
        }
    }

    private static (Credentials? Credentials, Refusal? Refusal) Check(CredentialsJson? body)
    {
        if (body?.Email is null || body.Password is null)
        {
            return Invalid("The fields email and password are needed, both as text.");
        }

        if (!EmailAddress.TryParse(body.Email, out EmailAddress? email))
        {
            return Invalid("The field email is not an address such as name@example.org, of at most 254 bytes.");
        }

        return body.Carrier switch
        {
            null or "cookie" => (Of(Carrier.Cookie), null),
            "token" => (Of(Carrier.Token), null),
            "jwt-cookie" => (Of(Carrier.JwtCookie), null),
            _ => Invalid("The field carrier is none of cookie, token, jwt-cookie."),
        };

        Credentials Of(Carrier carrier) => new(email, body.Password, carrier) { Remember = body.Remember ?? false };
    }

    private static (Credentials? Credentials, Refusal? Refusal) Invalid(string detail) => (null, Refusal.Because(Reason.InvalidRequest, detail));

    private static async ValueTask<CredentialsJson?> ReadJsonAsync(HttpRequest request)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            int length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
            return length > MaxBytes
                ? throw new BadHttpRequestException("Too large", StatusCodes.Status413PayloadTooLarge)
                : JsonSerializer.Deserialize(buffer.AsSpan(0, length), CredentialsJsonContext.Default.CredentialsJson);
        }
        finally
        {
            // It held a password.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async ValueTask<CredentialsJson> ReadFormAsync(HttpRequest request)
    {
        var limits = new FormOptions { ValueCountLimit = 16, KeyLengthLimit = 64, ValueLengthLimit = MaxBytes, MultipartBodyLengthLimit = MaxBytes };
        IFormCollection form = await request.ReadFormAsync(limits, request.HttpContext.RequestAborted);
        return new(Field(form, "email"), Field(form, "password"), Field(form, "carrier"), Remember: null);
    }

    // Which of two values counts is a guess, and guesses are how filters are passed.
    private static string? Field(IFormCollection form, string name) =>
        form[name] is { Count: > 0 } values ? values.Count == 1 ? values[0] : throw new InvalidDataException(name) : null;
}
