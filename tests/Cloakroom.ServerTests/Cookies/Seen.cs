namespace Cloakroom.ServerTests.Cookies;

/// <summary>What one side showed of a step: what arrived at each hop, what a script read, which cookies there are afterwards.</summary>
internal sealed record Seen(IReadOnlyList<string> Arrivals, IReadOnlyList<StoredCookie> Stored)
{
    /// <summary>Two clocks read the same Max-Age.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>The differences, as seen by this side; empty for none.</summary>
    public IEnumerable<string> DifferFrom(Seen other)
    {
        for (int i = 0; i < Arrivals.Count; i++)
        {
            if (Arrivals[i] != other.Arrivals[i])
            {
                yield return $"hop {i}\n      Chromium: {Octets.Show(other.Arrivals[i])}\n      jar:      {Octets.Show(Arrivals[i])}";
            }
        }

        foreach (StoredCookie cookie in Stored.Where(c => !other.Stored.Any(c.Equals)))
        {
            yield return $"only the jar has {cookie}";
        }

        foreach (StoredCookie cookie in other.Stored)
        {
            StoredCookie? own = Stored.FirstOrDefault(cookie.Equals);
            if (own is null)
            {
                yield return $"only Chromium has {cookie}";
            }
            else if ((own.Expires is null) != (cookie.Expires is null) || (own.Expires - cookie.Expires)?.Duration() > Tolerance)
            {
                yield return $"{cookie} expires in Chromium {Show(cookie.Expires)}, in the jar {Show(own.Expires)}";
            }
        }
    }

    private static string Show(DateTimeOffset? time) => time?.ToString("u") ?? "with the session";
}

/// <summary>A stored cookie as both sides can show it.</summary>
internal sealed record StoredCookie(string Name, string Value, string Domain, string Path, string Flags, string Partition)
{
    public DateTimeOffset? Expires { get; init; }

    public bool Equals(StoredCookie? other) =>
        other is not null && (Name, Value, Domain, Path, Flags, Partition) == (other.Name, other.Value, other.Domain, other.Path, other.Flags, other.Partition);

    public override int GetHashCode() => HashCode.Combine(Name, Value, Domain, Path, Flags, Partition);

    public override string ToString() => Octets.Show($"{Name}={Value} ({Domain}, {Path}{Flags}{Partition})");
}
