using System.Text.Json.Serialization;

namespace Cloakroom.Cookies;

/// <summary>
/// What became of a cookie, by which rule, and what would change it: for people by <see cref="ToString"/>, for programs as JSON. The value of
/// the cookie is in neither.
/// </summary>
[JsonConverter(typeof(CookieDecisionConverter))]
public sealed class CookieDecision
{
    private readonly CookieCase _case;
    private JarCookie? _cookie;

    internal CookieDecision(CookieOutcome outcome, CookieRule rule, CookieCase facts, IReadOnlyList<JarCookie>? evicted = null) =>
        (Outcome, Rule, _case, Evicted) = (outcome, rule, facts, evicted ?? []);

    /// <summary>What became of it.</summary>
    public CookieOutcome Outcome { get; }

    /// <summary>The rule that decided; its code is stable.</summary>
    public CookieRule Rule { get; }

    /// <summary>The stable code of the rule, for example <c>public-suffix</c>.</summary>
    public string Code => CookieRuleTable.Of(Rule).Code;

    /// <summary>Where the rule is written, for example <c>RFC 6265bis 5.7 step 9</c>.</summary>
    public string Section => CookieRuleTable.Of(Rule).Section;

    /// <summary>One plain sentence or two with the values of this case.</summary>
    public string Explanation => CookieRuleTable.Of(Rule).Explain(_case);

    /// <summary>What would make it work; null where nothing is to be done.</summary>
    public string? Fix => CookieRuleTable.Of(Rule).Fix(_case);

    /// <summary>The cookie as it is stored, or as it would have been; null when the line was refused before it was read.</summary>
    public JarCookie? Cookie => _cookie ??= _case.Cookie is { } kept ? new JarCookie(kept) : null;

    /// <summary>Cookies that had to make room for this one (5.7 "remove excess cookies"). Empty but for a full jar.</summary>
    public IReadOnlyList<JarCookie> Evicted { get; }

    /// <summary>Whether the cookie is in the jar, or in the request.</summary>
    public bool Worked => Outcome is CookieOutcome.Stored or CookieOutcome.Replaced or CookieOutcome.Deleted or CookieOutcome.Sent;

    /// <summary>As JSON, with names in camelCase and codes as in the documentation.</summary>
    public string ToJson() => CookieDecisionConverter.ToJson(this);

    /// <summary>For example <c>Refused (secure-over-http, RFC 6265bis 5.7 step 13): …</c></summary>
    public override string ToString() =>
        $"{Outcome} ({Code}, {Section}): {Explanation}{(Fix is { } fix ? $" {fix}" : "")}";
}

/// <summary>What became of a cookie.</summary>
public enum CookieOutcome
{
    /// <summary>Received: the jar has it now.</summary>
    Stored = 1,

    /// <summary>Received: the jar has it in place of one with the same name, domain and path.</summary>
    Replaced = 2,

    /// <summary>Received: it had expired, and took the stored one with it.</summary>
    Deleted = 3,

    /// <summary>Received: the jar does not take it.</summary>
    Refused = 4,

    /// <summary>Asked for: it is in the header.</summary>
    Sent = 5,

    /// <summary>Asked for: it stays in the jar.</summary>
    Withheld = 6,
}
