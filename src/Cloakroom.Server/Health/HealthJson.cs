using System.Text.Json.Serialization;

namespace Cloakroom.Server.Health;

/// <summary>What a health endpoint says.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>unavailable</c>.</param>
/// <param name="Reason">
/// <c>draining</c>, <c>store</c>, <c>replaying</c> (logouts that the store may have forgotten are repeated) or <c>accounts</c>; absent when
/// all is well.
/// </param>
/// <param name="Detail">What is wrong with the store and what to do, where it can tell.</param>
internal sealed record HealthJson(string Status, string? Reason, string? Detail = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthJson))]
internal sealed partial class HealthJsonContext : JsonSerializerContext;
