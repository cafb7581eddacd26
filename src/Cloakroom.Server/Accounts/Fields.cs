using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// The fields of a small body, JSON or a form. Strict about what it needs: a field that occurs twice or is no text is refused, because two
/// readers of one body might each take another; what is not asked for does no harm. Whatever is wrong is a refusal.
/// </summary>
internal sealed class Fields
{
    public const int MaxBytes = 16 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private Fields()
    {
    }

    /// <summary>The field as it was sent; empty when it is missing.</summary>
    public string this[string name] => _values.GetValueOrDefault(name, "");

    /// <summary>Whether the field was sent at all.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Reads these fields; the fields, or the refusal, exactly one of the two.</summary>
    public static Task<(Fields? Fields, Refusal? Refusal)> ReadAsync(HttpRequest request, params IReadOnlyList<string> names) =>
        ReadAsync(request, names, flag: null);

    /// <summary>The same with one field that is true or false in JSON, and a checkbox in a form; then its value is <c>true</c> or <c>false</c>.</summary>
    public static async Task<(Fields? Fields, Refusal? Refusal)> ReadAsync(HttpRequest request, IReadOnlyList<string> names, string? flag)
    {
        try
        {
            return request.HasFormContentType ? (await ReadFormAsync(request, names, flag), null)
                : StrictJson.IsJson(request.ContentType) ? (await ReadJsonAsync(request, names, flag), null)
                : (null, Refusal.Because(Reason.UnsupportedMediaType));
        }
        // NotSupportedException: a part of a form in UTF-7, which the framework does not read.
        catch (Exception wrong) when (wrong is JsonException or InvalidDataException or InvalidOperationException or NotSupportedException)
        {
            return (null, Refusal.Because(Reason.InvalidRequest, $"The fields of this endpoint are {string.Join(", ", names)}, each as text and at most once."));
        }
        catch (BadHttpRequestException broken) when (broken.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Refusal.Because(Reason.TooLarge, $"The body is limited to {MaxBytes} bytes."));
        }
        catch (BadHttpRequestException late) when (late.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            return (null, Refusal.Because(Reason.RequestTimeout));
        }
        catch (IOException)
        {
            // Broken chunks, or a multipart form without its end.
            return (null, Refusal.Because(Reason.InvalidRequest, "The body ended early or is malformed."));
        }
    }

    /// <summary>Prints none of them.</summary>
    public override string ToString() => "Fields";

    private static async Task<Fields> ReadJsonAsync(HttpRequest request, IReadOnlyList<string> names, string? flag)
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

            if (flag is not null && body.RootElement.TryGetProperty(flag, out JsonElement asked) && asked.ValueKind != JsonValueKind.Null)
            {
                fields._values.Add(flag, asked.GetBoolean() ? "true" : "false");
            }

            return fields;
        }
        finally
        {
            // It may have held a password.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async Task<Fields> ReadFormAsync(HttpRequest request, IReadOnlyList<string> names, string? flag)
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

        if (flag is not null && form.ContainsKey(flag))
        {
            // A box that is not ticked is not sent (HTML 4.10.21.4).
            fields._values.Add(flag, "true");
        }

        return fields;
    }
}
