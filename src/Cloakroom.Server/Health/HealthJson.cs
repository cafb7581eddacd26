using System.Text.Json.Serialization;

namespace Cloakroom.Server.Health;

/// <summary>What a health endpoint says.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c>, <c>degraded</c> (it works, and <paramref name="Warnings"/> says what to look at) or <c>unavailable</c>.</param>
/// <param name="Reason">
/// <c>draining</c>, <c>store</c>, <c>replaying</c> (logouts that the store may have forgotten are repeated) or <c>accounts</c>; absent when
/// all is well.
/// </param>
/// <param name="Detail">What is wrong with the store and what to do, where it can tell.</param>
/// <param name="Warnings">
/// <c>clock_skew</c> (more than 30 s between this clock and that of the store), <c>clock_set_back</c>, <c>revocations_waiting</c> or
/// <c>runtime</c> (vulnerable, and allowed to start); absent for none.
/// </param>
internal sealed record HealthJson(string Status, string? Reason, string? Detail = null, IReadOnlyList<string>? Warnings = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthJson))]
internal sealed partial class HealthJsonContext : JsonSerializerContext;
