using System.Text;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>The page docs/security-tests.md: what was answered to each attack, on each store and each way.</summary>
internal sealed class AttackPage
{
    public const string File = "docs/security-tests.md";

    private const string Kinds = "<br>";

    public static readonly string[] Stores = ["memory", "SQLite", "Redis", "PostgreSQL"];

    private static readonly Way[] Ways = Enum.GetValues<Way>();

    private readonly Dictionary<(string Id, string Store, Way Way), string> _answers = [];

    /// <summary>Reads a page that this has written.</summary>
    public static AttackPage Read(string text)
    {
        var page = new AttackPage();
        foreach (string line in text.Split('\n').Where(l => l.StartsWith("| A", StringComparison.Ordinal)))
        {
            string[] cells = line.Trim('|', ' ').Split(" | ");
            foreach (Way way in Ways)
            {
                foreach (string kind in cells[2 + (int)way].Split(Kinds))
                {
                    // The stores, where not all have answered alike.
                    string[] parts = kind.Split(": ", 2), named = parts[0].Split(", ");
                    bool isNamed = parts.Length == 2 && named.All(n => Stores.Contains(n, StringComparer.Ordinal));
                    Array.ForEach(isNamed ? named : Stores, store => page.Set(cells[0].Split(' ')[0], store, way, isNamed ? parts[1] : kind));
                }
            }
        }

        return page;
    }

    /// <summary>What it says; null when it does not.</summary>
    public string? Find(string id, string store, Way way) => _answers.GetValueOrDefault((id, store, way));

    public void Set(string id, string store, Way way, string answered) => _answers[(id, store, way)] = answered;

    public string Write(IEnumerable<Attack> attacks)
    {
        var page = new StringBuilder($"""
            # Security tests

            This page is written by the run of the attacks of [security.md](security.md): `./test --accept` writes down what it sees anew, and otherwise
            an attack that is answered in another way than here fails.

            Each attack is played on {string.Join(", ", Stores)}, and each time directly, through nginx and through Caddy. A cell has the answers in the order of
            the requests, each kind once, with the reason of a refusal; where it names no store, all four have answered alike. "By nginx" and "by
            Caddy": the proxy has refused it by itself, and the server has not seen it. What was sent in a crowd and told to come again (503) is
            left out.

            | attack | source | direct | nginx | Caddy |
            |---|---|---|---|---|

            """);
        foreach (Attack attack in attacks)
        {
            page.Append($"| {attack.Id} {Cell(attack.Title)} | {Cell(attack.Source)} | ").AppendJoin(" | ", Ways.Select(way => Answered(attack.Id, way))).Append(" |\n");
        }

        return page.ToString();
    }

    /// <summary>Text as it stands in a cell.</summary>
    public static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private string Answered(string id, Way way)
    {
        if (Playbook.NotApplicable.TryGetValue(id, out string? why))
        {
            return $"does not apply: {why}";
        }

        IGrouping<string, string>[] kinds = [.. Stores.Where(s => Find(id, s, way) is not null).GroupBy(s => Find(id, s, way) ?? "", StringComparer.Ordinal)];
        return kinds.Length == 1 && kinds[0].Count() == Stores.Length ? kinds[0].Key : string.Join(Kinds, kinds.Select(k => $"{string.Join(", ", k)}: {k.Key}"));
    }
}
