using System.Collections.Immutable;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// What is needed where. Their order says nothing: the rule that tells more decides. Where one tells more about the host and another more
/// about the path, both do, and so does a rule that a program would see which ignores case: a request has to satisfy them all.
/// </summary>
internal sealed class AccessRules
{
    private readonly ImmutableArray<AccessRule> _rules;

    private AccessRules(ImmutableArray<AccessRule> rules) => _rules = rules;

    /// <summary>Reads rules.</summary>
    /// <param name="texts">One rule each.</param>
    /// <param name="problem">What is wrong, in one sentence; empty when nothing is.</param>
    public static AccessRules Read(IReadOnlyList<string> texts, out string problem)
    {
        ImmutableArray<AccessRule>.Builder rules = ImmutableArray.CreateBuilder<AccessRule>(texts.Count);
        foreach (string text in texts)
        {
            if (AccessRule.TryRead(text, out problem) is not { } rule)
            {
                problem = $"ForwardAuth:Rules has '{text}', which {problem}.";
                return new([]);
            }

            if (rules.Any(r => r.Place == rule.Place))
            {
                problem = $"ForwardAuth:Rules has '{text}', and another rule for the same place; write one rule with all words, and commas between them.";
                return new([]);
            }

            rules.Add(rule);
        }

        problem = "";
        return new(rules.ToImmutable());
    }

    /// <summary>What a request to this place needs; a login where no rule speaks of it.</summary>
    public Requirement Of(AppHost host, RequestTarget target) =>
        Of(host, target.Segments, folded: false).And(Of(host, target.Folded, folded: true));

    private Requirement Of(AppHost host, ImmutableArray<string> path, bool folded)
    {
        Requirement? all = null;
        foreach (AccessRule rule in _rules)
        {
            if (rule.Matches(host, path, folded) && !IsOutdone(rule, host, path, folded))
            {
                all = all?.And(rule.Requirement) ?? rule.Requirement;
            }
        }

        return all ?? Requirement.SignedIn;
    }

    private bool IsOutdone(AccessRule rule, AppHost host, ImmutableArray<string> path, bool folded)
    {
        foreach (AccessRule other in _rules)
        {
            if (TellsMore(other, rule) && other.Matches(host, path, folded))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TellsMore(AccessRule one, AccessRule other) =>
        one.HostRank >= other.HostRank && one.PathRank >= other.PathRank && (one.HostRank > other.HostRank || one.PathRank > other.PathRank);
}
