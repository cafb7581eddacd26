using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cloakroom.Server.Languages;

/// <summary>
/// Chooses the language of a request by Accept-Language (RFC 9110 12.5.4): what a person has told their browser once. Not the framework's
/// request localization, which needs the culture data of ICU; numbers and dates stay as they are, only the words change.
/// </summary>
internal static class LanguagesRegistration
{
    // What a browser sends has a handful; more is work for nothing.
    private const int Most = 10;

    private const int MaxKept = 200;

    private static volatile Chosen? _last;

    public static void UseLanguages(this WebApplication app) => app.Use(static (context, next) =>
    {
        Texts.Language = Choose(context.Request.Headers.AcceptLanguage);
        return next(context);
    });

    private static string Choose(StringValues header)
    {
        if (header.Count == 0)
        {
            return Texts.English;
        }

        // Requests of one browser, and of most of a country, have the same.
        string text = header.ToString();
        if (_last is { } last && last.Header == text)
        {
            return last.Language;
        }

        string language = Read(header);
        _last = text.Length <= MaxKept ? new(text, language) : _last;
        return language;
    }

    private static string Read(StringValues header) =>
        StringWithQualityHeaderValue.TryParseList([.. header.OfType<string>()], out IList<StringWithQualityHeaderValue>? wanted)
            ? wanted.Take(Most).Where(w => w.Quality is not 0).OrderByDescending(w => w.Quality ?? 1)
                .Select(w => Texts.Find(w.Value.AsSpan())).FirstOrDefault(l => l is not null) ?? Texts.English
            : Texts.English;

    private sealed record Chosen(string Header, string Language);
}
