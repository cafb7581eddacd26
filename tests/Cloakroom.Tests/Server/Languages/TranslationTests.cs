using System.Text.Json;
using System.Text.RegularExpressions;
using Cloakroom.Server.Mail;
using Cloakroom.Server.Pages;
using Cloakroom.Server.Pages.Account;
using Cloakroom.Server.Pages.Admin;
using Cloakroom.Tests.Conventions;

namespace Cloakroom.Tests.Server.Languages;

/// <summary>Every sentence that a person may read has a translation, and no translation is left over.</summary>
public sealed partial class TranslationTests
{
    private const string Server = "src/Cloakroom.Server", German = Server + "/Texts/de";

    [Fact]
    public void Every_sentence_has_a_translation() =>
        Offenders.None(Used().Where(u => !Translated().ContainsKey(u)), $"Add to a file in {German}:");

    [Fact]
    public void No_translation_is_left_over()
    {
        HashSet<string> used = [.. Used()];
        Offenders.None(Translated().Keys.Where(k => !used.Contains(k)), $"Nothing says this any more; take it out of {German}:");
    }

    [Fact]
    public void A_translation_has_the_values_and_the_markup_of_its_sentence() =>
        Offenders.None(
            Translated().Where(t => !Marks(t.Key).SequenceEqual(Marks(t.Value), StringComparer.Ordinal)).Select(t => $"{t.Key} → {t.Value}"),
            "Use each {0} and each tag of the sentence:");

    [Fact]
    public void A_sentence_of_two_features_is_said_in_one_way() =>
        Offenders.None(
            Files().SelectMany(f => f).GroupBy(t => t.Key, StringComparer.Ordinal)
                .Where(g => g.Select(t => t.Value).Distinct(StringComparer.Ordinal).Count() > 1).Select(g => g.Key),
            "Translate it in one of the files:");

    private static IEnumerable<string> Used() =>
    [
        .. Repository.Files.Where(f => f.StartsWith(Server + "/", StringComparison.Ordinal) && Path.GetExtension(f) is ".cs" or ".cshtml")
            .SelectMany(f => Said().Matches(Repository.Read(f))).SelectMany(Sentences),
        .. Reason.All.SelectMany(r => new[] { r.Title, r.Fix }),
        .. Notice.Done.SelectMany(n => new[] { n.Title, n.Fix }).Where(s => s.Length > 0),
        .. AccountTabs.All.Select(t => t.Name),
        .. AdminTabs.All.Select(t => t.Name),
        .. NoticeTexts.Sentences,
        .. Also,
    ];

    // Put together from a list, or chosen by the status.
    private static readonly string[] Also =
    [
        "{0} day", "{0} days", "{0} hour", "{0} hours", "{0} minute", "{0} minutes", "{0} second", "{0} seconds",
        "There is nothing under this address.", "Check it for a typing mistake, or start from the front page.",
        "This address cannot be used that way.", "Start from the front page.",
        "Try again; if it stays, give the trace number below to whoever runs this server.",
        "The request could not be understood.", "Go back and try again, or start from the front page.",
    ];

    private static IEnumerable<string> Sentences(Match call) =>
        Literal().Matches(call.Value).Select(l => Regex.Unescape(l.Groups["text"].Value));

    private static Dictionary<string, string> Translated() => Files().SelectMany(f => f)
        .DistinctBy(t => t.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    private static IEnumerable<Dictionary<string, string>> Files() => Repository.Files
        .Where(f => f.StartsWith(German + "/", StringComparison.Ordinal)).Select(f => JsonSerializer.Deserialize<Dictionary<string, string>>(Repository.Read(f)) ?? []);

    private static IEnumerable<string> Marks(string text) => Mark().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    // The sentence stands first; Count has two.
    [GeneratedRegex("""\bT(?:\.Html\(|\[)\s*"(?:[^"\\]|\\.)*"|\bTexts\.Say\(\s*"(?:[^"\\]|\\.)*"|\bTexts\.Count\([^,()]*,\s*"(?:[^"\\]|\\.)*",\s*"(?:[^"\\]|\\.)*"(?! \+)""", RegexOptions.None, 1000)]
    private static partial Regex Said();

    [GeneratedRegex("""
        "(?<text>(?:[^"\\]|\\.)*)"
        """, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{\d\}|</?\w+", RegexOptions.None, 1000)]
    private static partial Regex Mark();
}
