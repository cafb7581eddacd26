using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Server.Doctor;

/// <summary>The form of the page: a line and the request that should bring it back. Nothing in it is trusted, and nothing of it is kept.</summary>
/// <param name="Line">The Set-Cookie line.</param>
/// <param name="From">Who sets it.</param>
/// <param name="To">The request.</param>
/// <param name="Page">The page that begins it; empty for the address bar.</param>
/// <param name="Way">How the page begins it.</param>
internal sealed record LineForm(string Line, string From, string To, string Page, string Way)
{
    public const int MaxLine = 8192, MaxBytes = 32 * 1024;

    /// <summary>Reads the form of a request, or says what is wrong with it.</summary>
    public static async Task<(LineForm? Form, Refusal? Refusal)> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return (null, Refusal.Because(Reason.UnsupportedMediaType, "Send the form of the page; programs use the command doctor cookie."));
        }

        try
        {
            var limits = new FormOptions { ValueCountLimit = 16, KeyLengthLimit = 64, ValueLengthLimit = MaxBytes, MultipartBodyLengthLimit = MaxBytes };
            IFormCollection form = await request.ReadFormAsync(limits, request.HttpContext.RequestAborted);
            return (new(Field(form, "line"), Field(form, "from"), Field(form, "to"), Field(form, "page"), Field(form, "way")), null);
        }
        catch (BadHttpRequestException broken) when (broken.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Refusal.Because(Reason.TooLarge, $"A line is limited to {MaxLine} characters."));
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException or IOException)
        {
            return (null, Refusal.Because(Reason.InvalidRequest, "The form cannot be read, or has too many or too long fields."));
        }
    }

    /// <summary>What is asked, or what is wrong with it.</summary>
    public (CookieQuestion? Question, Refusal? Refusal) Read()
    {
        if (Line.Length > MaxLine)
        {
            return (null, Refusal.Because(Reason.TooLarge, $"A line is limited to {MaxLine} characters."));
        }

        Uri? page = null;
        return Line.Trim().Length == 0 ? Invalid("Paste a Set-Cookie line.")
            : !WebAddress.TryRead(From, out Uri? from) ? Invalid("The address that sets it must be an http or https address, such as https://app.example/login.")
            : !WebAddress.TryRead(To, out Uri? to) ? Invalid("The address of the request must be an http or https address, such as https://app.example/.")
            : Page.Trim().Length > 0 && !WebAddress.TryRead(Page, out page) ? Invalid("The page must be an http or https address, or empty.")
            : Doctor.Way.All.FirstOrDefault(w => w.Name == Way) is not { } way ? Invalid("Choose how the request begins.")
            : (new(CookieLine.Read(Line), from, to) { Initiator = page, Kind = way.Kind, Method = way.Method }, null);
    }

    private static (CookieQuestion? Question, Refusal? Refusal) Invalid(string detail) => (null, Refusal.Because(Reason.InvalidRequest, detail));

    private static string Field(IFormCollection form, string name) =>
        form[name] is [{ } value] ? value : form[name].Count == 0 ? "" : throw new InvalidDataException(name);
}
