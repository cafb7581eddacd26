using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Cloakroom.Settings;

/// <summary>Applies a section of the configuration to options, and names every mistake in one sentence with key, value and fix.</summary>
internal static class SettingsReader
{
    public const string Section = "Cloakroom";

    public static IEnumerable<string> Apply<TOptions>(IConfiguration section, IReadOnlyList<Setting<TOptions>> table, TOptions options)
    {
        foreach (string key in Keys(section))
        {
            if (section[key] is not { } value)
            {
                continue;
            }

            Setting<TOptions>? setting = table.FirstOrDefault(s => Names(s, key));
            if (setting is null)
            {
                yield return $"Cloakroom:{key} is not a setting{Suggest(key, table)}; docs/configuration.md lists them all.";
            }
            else if (!(setting.TryApplyTo is { } apply ? apply(options, NumberIn(setting, key) ?? 0, value) : setting.TryApply(options, value)))
            {
                // As the documentation writes it: in the environment it may be all capitals.
                yield return $"Cloakroom:{(setting.IsList || setting.TryApplyTo is not null ? key : setting.Key)} is '{value}'; write {setting.Form}, for example {Example(setting)}.";
            }
        }
    }

    // In order, without queries over pairs: those would be compiled at each start, and nearly every application has no key here.
    private static List<string> Keys(IConfiguration section)
    {
        var keys = new List<string>();
        foreach (KeyValuePair<string, string?> pair in section.AsEnumerable(makePathsRelative: true))
        {
            keys.Add(pair.Key);
        }

        keys.Sort(StringComparer.OrdinalIgnoreCase);
        return keys;
    }

    private static bool Names<TOptions>(Setting<TOptions> setting, string key) =>
        key.Equals(setting.Key, StringComparison.OrdinalIgnoreCase) || NumberIn(setting, key) is not null
        || (setting.IsList && key.StartsWith(setting.Key + ":", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(key.AsSpan(setting.Key.Length + 1), out _));

    // The number in the place of the 0; null where the keys differ in anything else.
    private static int? NumberIn<TOptions>(Setting<TOptions> setting, string key)
    {
        string[] named = setting.Key.Split(':'), given = key.Split(':');
        int at = Array.IndexOf(named, "0");
        return setting.TryApplyTo is not null && at >= 0 && given.Length == named.Length && int.TryParse(given[at], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && named.Where((_, i) => i != at).SequenceEqual(given.Where((_, i) => i != at), StringComparer.OrdinalIgnoreCase) ? number : null;
    }

    private static string Example<TOptions>(Setting<TOptions> setting) => setting.Default.Length > 0 ? setting.Default : "the one in the documentation";

    private static string Suggest<TOptions>(string key, IReadOnlyList<Setting<TOptions>> table)
    {
        Setting<TOptions>? near = table.FirstOrDefault(s =>
            s.Key.EndsWith(key[(key.LastIndexOf(':') + 1)..], StringComparison.OrdinalIgnoreCase));
        return near is null ? "" : $" (did you mean Cloakroom:{near.Key}?)";
    }
}
