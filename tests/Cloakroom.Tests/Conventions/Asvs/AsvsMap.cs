using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cloakroom.Tests.Conventions.Asvs;

/// <summary>docs/asvs.json: each requirement of OWASP ASVS 5.0.0 that speaks of what this project does, and what became of it.</summary>
internal static class AsvsMap
{
    public const string File = "docs/asvs.json";

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    private static readonly Lazy<Requirement[]> Read = new(() =>
        (JsonSerializer.Deserialize<Content>(Repository.Read(File), Form) ?? throw new JsonException($"{File} is empty.")).Requirements);

    /// <summary>In the order of the file.</summary>
    public static IReadOnlyList<Requirement> All => Read.Value;

    private sealed record Content(string Standard, Requirement[] Requirements);
}
