namespace Cloakroom.Cookies;

/// <summary>
/// Reads the text form of the list (github.com/publicsuffix/list/wiki/Format): one rule a line up to the first white space, <c>//</c> begins
/// a comment, two marks in comments begin and end the private section.
/// </summary>
internal sealed class SuffixRules
{
    private const string VersionMark = "// VERSION:";

    private SuffixRules()
    {
    }

    /// <summary>The labels from the last to the first.</summary>
    public SuffixNode Root { get; } = new();

    /// <summary>What the line <c>// VERSION:</c> says; empty when there is none.</summary>
    public string Version { get; private set; } = "";

    public static SuffixRules Read(TextReader text)
    {
        var rules = new SuffixRules();
        bool isPrivate = false;
        while (text.ReadLine() is { } line)
        {
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                isPrivate = (isPrivate || line.Contains("===BEGIN PRIVATE DOMAINS===", StringComparison.Ordinal))
                    && !line.Contains("===END PRIVATE DOMAINS===", StringComparison.Ordinal);
                rules.Version = line.StartsWith(VersionMark, StringComparison.Ordinal) ? line[VersionMark.Length..].Trim() : rules.Version;
            }
            else if (Rule(line) is { Length: > 0 } rule)
            {
                rules.Add(rule, isPrivate);
            }
        }

        return rules;
    }

    private static string Rule(string line)
    {
        int end = line.AsSpan().IndexOfAny(" \t");
        return end < 0 ? line : line[..end];
    }

    private void Add(string rule, bool isPrivate)
    {
        bool isException = rule[0] == '!', isWildcard = rule.StartsWith("*.", StringComparison.Ordinal);
        string name = isException ? rule[1..] : isWildcard ? rule[2..] : rule;
        if (!HostName.TryParse(name, out HostName host) || host.IsAddress || host.Text.Contains('*', StringComparison.Ordinal)
            || host.Text.Split('.').Any(label => label.Length is 0 or > SuffixTrie.MaxLabel))
        {
            throw new FormatException($"'{rule}' is not a rule of the Public Suffix List.");
        }

        SuffixNode node = Root;
        foreach (string label in host.Text.Split('.').Reverse())
        {
            node = node.Child(label);
        }

        node.Flags |= isException ? SuffixFlags.Exception
            : isWildcard ? SuffixFlags.Wildcard | (isPrivate ? SuffixFlags.WildcardIsPrivate : SuffixFlags.None)
            : SuffixFlags.Rule | (isPrivate ? SuffixFlags.RuleIsPrivate : SuffixFlags.None);
    }
}

/// <summary>A label while a list is being read.</summary>
internal sealed class SuffixNode
{
    private readonly SortedDictionary<string, SuffixNode> _children = new(StringComparer.Ordinal);

    public SuffixFlags Flags { get; set; }

    /// <summary>In ordinal order.</summary>
    public IReadOnlyDictionary<string, SuffixNode> Children => _children;

    public SuffixNode Child(string label)
    {
        if (!_children.TryGetValue(label, out SuffixNode? child))
        {
            _children.Add(label, child = new SuffixNode());
        }

        return child;
    }
}
