using System.Collections.Immutable;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>What a request must bring to be passed on.</summary>
internal sealed record Requirement
{
    /// <summary>What holds where no rule says anything.</summary>
    public static Requirement SignedIn { get; } = new();

    /// <summary>Whether nobody at all will do.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Roles, all of which are needed.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>How long ago the login may be; null for any time.</summary>
    public TimeSpan? Fresh { get; init; }

    /// <summary>Whether pages of other sites may send what changes something.</summary>
    public bool AllowsCrossSite { get; init; }

    /// <summary>Whether a browser's question before a request of another site (Fetch 4.8) is passed on.</summary>
    public bool AllowsPreflight { get; init; }

    /// <summary>Both at once: what one of them refuses is refused.</summary>
    public Requirement And(Requirement other) => ReferenceEquals(this, other) ? this : new()
    {
        IsPublic = IsPublic && other.IsPublic,
        Roles = [.. Roles.Union(other.Roles, StringComparer.Ordinal)],
        Fresh = Fresh is { } mine && other.Fresh is { } its ? TimeSpan.FromTicks(Math.Min(mine.Ticks, its.Ticks)) : Fresh ?? other.Fresh,
        AllowsCrossSite = AllowsCrossSite && other.AllowsCrossSite,
        AllowsPreflight = AllowsPreflight && other.AllowsPreflight,
    };
}
