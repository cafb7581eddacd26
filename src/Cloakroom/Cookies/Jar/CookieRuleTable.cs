namespace Cloakroom.Cookies;

/// <summary>
/// Every rule with its code, its section, its sentence and its remedy, in one place. Sections are those of draft-ietf-httpbis-rfc6265bis-22.
/// docs/jar.md lists the codes and sections, and a test holds the two together.
/// </summary>
internal sealed record CookieRuleTable(CookieRule Rule, string Code, string Section, Func<CookieCase, string> Explain, Func<CookieCase, string?> Fix)
{
    private static readonly CookieRuleTable[] Rows = [.. ReceiveRules.Rows, .. SendRules.Rows];

    private static readonly CookieRuleTable[] ByRule = Index();

    /// <summary>All rules in the order of <see cref="CookieRule"/>.</summary>
    public static IReadOnlyList<CookieRuleTable> All => Rows;

    public static CookieRuleTable Of(CookieRule rule) => ByRule[(int)rule];

    private static CookieRuleTable[] Index()
    {
        var rules = new CookieRuleTable[Rows.Max(r => (int)r.Rule) + 1];
        foreach (CookieRuleTable row in Rows)
        {
            rules[(int)row.Rule] = row;
        }

        return rules;
    }
}
