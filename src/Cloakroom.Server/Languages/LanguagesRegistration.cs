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

    public static void UseLanguages(this WebApplication app) => app.Use(static (context, next) =>
    {
        Texts.Language = Choose(context.Request.Headers.AcceptLanguage);
        return next(context);
    });

    private static string Choose(StringValues header) =>
        header.Count > 0 && StringWithQualityHeaderValue.TryParseList([.. header.OfType<string>()], out IList<StringWithQualityHeaderValue>? wanted)
            ? wanted.Take(Most).Where(w => w.Quality is not 0).OrderByDescending(w => w.Quality ?? 1)
                .Select(w => Texts.Find(w.Value.AsSpan())).FirstOrDefault(l => l is not null) ?? Texts.English
            : Texts.English;
}
