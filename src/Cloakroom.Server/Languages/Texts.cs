using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Cloakroom.Server.Languages;

/// <summary>
/// What people read, in their language. The English sentence is its own key; other languages are the files <c>Texts/LANGUAGE/*.json</c>. A
/// sentence without translation stays English.
/// </summary>
internal static class Texts
{
    /// <summary>The language in which the keys are written.</summary>
    public const string English = "en";

    private const string Folder = "Texts/";

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Languages = Read();

    private static readonly AsyncLocal<string?> Current = new();

    /// <summary>The language of the request that is being answered, and of what it starts.</summary>
    public static string Language
    {
        get => Current.Value ?? English;
        // Null where nothing is to be remembered: most requests are of programs.
        set => Current.Value = value == English ? null : value;
    }

    /// <summary>The language that a tag such as <c>de-AT</c> asks for (RFC 4647 3.4, by the first part alone); null when there is none.</summary>
    public static string? Find(ReadOnlySpan<char> tag)
    {
        int end = tag.IndexOf('-');
        string language = (end < 0 ? tag : tag[..end]).ToString().ToLowerInvariant();
        return language == English || Languages.ContainsKey(language) ? language : null;
    }

    /// <summary>A sentence in the current language.</summary>
    /// <param name="english">The sentence, with <c>{0}</c> where the first value belongs.</param>
    /// <param name="values">What to put in.</param>
    public static string Say(string english, params ReadOnlySpan<object?> values)
    {
        string text = Languages.TryGetValue(Language, out FrozenDictionary<string, string>? words) && words.TryGetValue(english, out string? said) ? said : english;
        return values.IsEmpty ? text : string.Format(CultureInfo.InvariantCulture, text, values);
    }

    /// <summary>One of two sentences by the number, which is value <c>{0}</c> of both.</summary>
    public static string Count(long count, string one, string many) => Say(count == 1 ? one : many, count);

    private static FrozenDictionary<string, FrozenDictionary<string, string>> Read()
    {
        var languages = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        Assembly assembly = typeof(Texts).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)
                ?? throw new InvalidOperationException($"{resource} is listed but cannot be read.");
            string language = resource[Folder.Length..resource.IndexOf('/', Folder.Length)];
            if (!languages.TryGetValue(language, out Dictionary<string, string>? words))
            {
                languages.Add(language, words = new(StringComparer.Ordinal));
            }

            foreach ((string english, string said) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream) ?? [])
            {
                // The same sentence in two features has one translation, whichever file came first.
                words.TryAdd(english, said);
            }
        }

        return languages.ToFrozenDictionary(l => l.Key, l => l.Value.ToFrozenDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
