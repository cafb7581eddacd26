using System.Text.Json.Serialization;

namespace Cloakroom.Tests.Conventions.Asvs;

/// <summary>What became of one requirement of the standard.</summary>
internal sealed record Requirement
{
    /// <summary>As the standard names it: <c>V7.2.4</c>.</summary>
    public required string Id { get; init; }

    /// <summary>1 to 3.</summary>
    public required int Level { get; init; }

    /// <summary>What it is about, in words of ours.</summary>
    public required string Title { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>Full names of the tests that show it.</summary>
    public string[] Tests { get; init; } = [];

    /// <summary>Keys of settings that decide it.</summary>
    public string[] Settings { get; init; } = [];

    /// <summary>Pages that say it: a path from the root of the repository, with an anchor.</summary>
    public string[] Pages { get; init; } = [];

    /// <summary>Why it does not apply or is not met; else what there is to add.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Chapter, section and number, for their order.</summary>
    [JsonIgnore]
    public (int Chapter, int Section, int Number) Place =>
        Id[1..].Split('.') is [var chapter, var section, var number] ? (int.Parse(chapter), int.Parse(section), int.Parse(number)) : default;
}
