using System.Text.Json.Serialization;

namespace Cloakroom.Tests.Conventions.Asvs;

/// <summary>How a requirement is met, or that it is not.</summary>
internal enum Verdict
{
    /// <summary>Tests show it.</summary>
    [JsonStringEnumMemberName("test")]
    Test,

    /// <summary>It is a matter of settings, or of what is written down.</summary>
    [JsonStringEnumMemberName("configuration")]
    Configuration,

    /// <summary>There is nothing here that it speaks of.</summary>
    [JsonStringEnumMemberName("not-applicable")]
    NotApplicable,

    /// <summary>It applies and is not met, wholly or in part.</summary>
    [JsonStringEnumMemberName("unmet")]
    Unmet,
}
