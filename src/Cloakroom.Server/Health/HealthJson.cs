using System.Text.Json.Serialization;

namespace Cloakroom.Server.Health;

/// <summary>What a health endpoint says.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>unavailable</c>.</param>
/// <param name="Reason"><c>draining</c>, <c>store</c> or <c>accounts</c>; absent when all is well.</param>
internal sealed record HealthJson(string Status, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthJson))]
internal sealed partial class HealthJsonContext : JsonSerializerContext;
