using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// A form that met the end of a session: what was to be sent, and where. It is written into the page that answers and kept nowhere else.
/// It prints nothing of itself: there may be a password in it.
/// </summary>
/// <param name="Action">The address of the application that it goes to.</param>
/// <param name="Encoding">How its fields are to be sent: as they were.</param>
/// <param name="Fields">The fields with text, in order.</param>
/// <param name="Files">The names of fields with files, which no page can hold.</param>
internal sealed record HeldForm(string Action, string Encoding, IReadOnlyList<KeyValuePair<string, string>> Fields, IReadOnlyList<string> Files)
{
    /// <summary>Largest body of a form that is held, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxFields = 512;

    /// <summary>Names of the fields, each once.</summary>
    public IEnumerable<string> Names => Fields.Select(f => f.Key).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Whether the form was sent by a page of the application itself. Only such a one is held: a form of another site would become one of
    /// ours here (promise R13).
    /// </summary>
    public static bool IsFromApplication(OriginalRequest original, HttpRequest request)
    {
        string? site = CrossOriginCheck.Single(request.Headers["Sec-Fetch-Site"]), origin = CrossOriginCheck.Single(request.Headers.Origin);
        return site is "same-origin" or "none" || (site is null && origin == original.Origin);
    }

    /// <summary>Reads the form; null when it is too large, or none.</summary>
    public static async Task<HeldForm?> ReadAsync(OriginalRequest original, HttpRequest request)
    {
        if (original.Method != "POST" || !Navigation.IsFormPost(request) || request.ContentLength > MaxBytes)
        {
            return null;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBytes;
        }

        try
        {
            IFormCollection form = await new FormFeature(request, new FormOptions
            {
                ValueCountLimit = MaxFields, ValueLengthLimit = MaxBytes, MultipartBodyLengthLimit = MaxBytes, MemoryBufferThreshold = 2 * MaxBytes,
            }).ReadFormAsync(request.HttpContext.RequestAborted);
            return new(
                original.Target.Raw, request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true ? "multipart/form-data" : "application/x-www-form-urlencoded",
                [.. form.SelectMany(f => f.Value.Select(v => KeyValuePair.Create(f.Key, v ?? "")))], [.. form.Files.Select(f => f.Name).Distinct(StringComparer.Ordinal)]);
        }
        catch (Exception broken) when (UnreadableForm.Is(broken))
        {
            return null;
        }
    }

    public override string ToString() => nameof(HeldForm);
}
