using System.Text.Json;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record WireAnswer(int Status, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    /// <summary>The reason of a problem; null for any other body.</summary>
    public string? Code => Header("Content-Type").StartsWith("application/problem+json", StringComparison.Ordinal) ? Json.GetProperty("code").GetString() : null;

    /// <summary>
    /// The proxy that has answered by itself; null when the answer is the server's. Ours say nosniff; nginx writes its name under its pages,
    /// and what Caddy refuses before it looks for somebody has none.
    /// </summary>
    public string? By => Body.Contains("<center>nginx", StringComparison.Ordinal) ? "nginx"
        : Status >= 400 && Header("X-Content-Type-Options").Length == 0 && All("Date").Count == 0 ? "Caddy" : null;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Whether it is this one; what is to be refused may be refused by a proxy as well.</summary>
    public bool Is(int status) => Status == status || (status is >= 400 and < 500 && By is not null && Status is >= 400 and < 500);

    /// <summary>All values of a field; empty when there is none.</summary>
    public IReadOnlyList<string> All(string name) => [.. Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value)];

    public string Header(string name) => string.Join(", ", All(name));

    /// <summary>The value that a cookie is set to; null when it is not set.</summary>
    public string? SetCookie(string name) => All("Set-Cookie").Where(l => l.StartsWith(name + "=", StringComparison.Ordinal)).Select(l => l[(name.Length + 1)..].Split(';')[0]).SingleOrDefault();

    /// <summary>The user whose session it is about.</summary>
    public string? UserId => Json.GetProperty("user").GetProperty("id").GetString();

    public override string ToString() => $"{Status} {string.Join(" | ", Headers.Select(h => $"{h.Name}: {h.Value}"))} {Body[..Math.Min(Body.Length, 300)]}";
}
