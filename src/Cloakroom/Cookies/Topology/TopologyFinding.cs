namespace Cloakroom.Cookies;

/// <summary>What the settings say about where cookies can go, where that is worth a word.</summary>
/// <param name="Severity">Whether the start may go on.</param>
/// <param name="Setting">The key of the setting, for example <c>Csrf:Origins</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Sentence">What is wrong, and two ways that work, in one sentence that names key and value.</param>
public sealed record TopologyFinding(TopologySeverity Severity, string Setting, string Value, string Sentence);

/// <summary>How much a finding weighs.</summary>
public enum TopologySeverity
{
    /// <summary>It works; somebody may wonder why.</summary>
    Note = 1,

    /// <summary>It cannot work in a browser, and harms nothing while trying out.</summary>
    Warning = 2,

    /// <summary>No cookie could ever work: the start is refused.</summary>
    Refusal = 3,
}
