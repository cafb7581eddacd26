using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>
/// The text fields of a small body, JSON or a form. As strict as <see cref="CredentialsBody"/>: a field that occurs twice or is no text is
/// refused, because two readers of one body might each take another; what is not asked for does no harm.
/// </summary>
internal sealed class Fields
{
    public const int MaxBytes = CredentialsBody.MaxBytes;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private Fields()
    {
    }

    /// <summary>The field as it was sent; empty when it is missing.</summary>
    public string this[string name] => _values.GetValueOrDefault(name, "");

    /// <summary>Reads these fields; the fields, or the refusal, exactly one of the two.</summary>
    public static async Task<(Fields? Fields, Refusal? Refusal)> ReadAsync(HttpRequest request, params IReadOnlyList<string> names)
    {
        try
        {
            return request.HasFormContentType ? (await ReadFormAsync(request, names), null)
                : StrictJson.IsJson(request.ContentType) ? (await ReadJsonAsync(request, names), null)
                : (null, Refusal.Because(Reason.UnsupportedMediaType));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidDataException or InvalidOperationException)
        {
            return (null, Refusal.Because(Reason.InvalidRequest, $"The fields of this endpoint are {string.Join(", ", names)}, each as text and at most once."));
        }
        catch (BadHttpRequestException broken) when (broken.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Refusal.Because(Reason.TooLarge, $"The body is limited to {MaxBytes} bytes."));
        }
        catch (IOException)
        {
            // Broken chunks, or a multipart form without its end.
            return (null, Refusal.Because(Reason.InvalidRequest, "The body ended early or is malformed."));
        }
    }

    /// <summary>Prints none of them.</summary>
    public override string ToString() => "Fields";

    private static async Task<Fields> ReadJsonAsync(HttpRequest request, IReadOnlyList<string> names)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            int length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
            if (length > MaxBytes)
            {
                throw new BadHttpRequestException("Too large", StatusCodes.Status413PayloadTooLarge);
            }

            using var body = JsonDocument.Parse(buffer.AsMemory(0, length), Strict);
            var fields = new Fields();
            foreach (string name in names)
            {
                // Anything but an object, and any value but text, is an InvalidOperationException; null is as good as missing.
                if (body.RootElement.TryGetProperty(name, out JsonElement value) && value.GetString() is { } text)
                {
                    fields._values.Add(name, text);
                }
            }

            return fields;
        }
        finally
        {
            // It may have held a password.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async Task<Fields> ReadFormAsync(HttpRequest request, IReadOnlyList<string> names)
    {
        var limits = new FormOptions { ValueCountLimit = 16, KeyLengthLimit = 64, ValueLengthLimit = MaxBytes, MultipartBodyLengthLimit = MaxBytes };
        IFormCollection form = await request.ReadFormAsync(limits, request.HttpContext.RequestAborted);
        var fields = new Fields();
        foreach (string name in names)
        {
            if (form[name] is { Count: > 0 } values)
            {
                fields._values.Add(name, values.Count == 1 && values[0] is { } text ? text : throw new InvalidDataException(name));
            }
        }

        return fields;
    }
}
