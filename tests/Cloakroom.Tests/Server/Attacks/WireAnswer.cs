using System.Text.Json;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record WireAnswer(int Status, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    /// <summary>The reason of a problem; null for any other body.</summary>
    public string? Code => Header("Content-Type").StartsWith("application/problem+json", StringComparison.Ordinal) ? Json.GetProperty("code").GetString() : null;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>All values of a field; empty when there is none.</summary>
    public IReadOnlyList<string> All(string name) => [.. Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value)];

    public string Header(string name) => string.Join(", ", All(name));

    /// <summary>The value that a cookie is set to; null when it is not set.</summary>
    public string? SetCookie(string name) => All("Set-Cookie").Where(l => l.StartsWith(name + "=", StringComparison.Ordinal)).Select(l => l[(name.Length + 1)..].Split(';')[0]).SingleOrDefault();

    /// <summary>The user whose session it is about.</summary>
    public string? UserId => Json.GetProperty("user").GetProperty("id").GetString();

    public override string ToString() => $"{Status} {string.Join(" | ", Headers.Select(h => $"{h.Name}: {h.Value}"))} {Body[..Math.Min(Body.Length, 300)]}";
}
