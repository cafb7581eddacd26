using System.Collections.Immutable;
using System.Globalization;
using Cloakroom.Server.Admin;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// One rule: a place and what is needed there, such as <c>app.example.com/admin role:admin,fresh:5m</c>. The place is a host
/// (<c>app.example.com</c>, <c>app.example.com:8443</c>, <c>*.example.com</c>, <c>*</c>), a path, or both.
/// </summary>
internal sealed class AccessRule
{
    private const string AnyHost = "*", Below = "*.", Role = "role:", Fresh = "fresh:";

    private readonly AppHost? _host;
    private readonly string? _suffix;
    private readonly ImmutableArray<string> _segments, _folded;

    private AccessRule(AppHost? host, string? suffix, RequestTarget path, Requirement requirement) =>
        (_host, _suffix, _segments, _folded, Requirement) = (host, suffix, path.Segments, path.Folded, requirement);

    public Requirement Requirement { get; }

    /// <summary>How much the rule says about the host: an exact one more than names below one, and these more the longer they are.</summary>
    public int HostRank => _host is { } host ? host.Port is null ? int.MaxValue - 1 : int.MaxValue : _suffix?.Length ?? 0;

    /// <summary>How much it says about the path.</summary>
    public int PathRank => _segments.Length;

    /// <summary>The place in one form, so that two rules for one place can be told.</summary>
    public string Place => $"{_host?.ToString() ?? (_suffix is null ? AnyHost : AnyHost + _suffix)}/{string.Join('/', _segments)}";

    /// <summary>Reads a rule; null with the problem, to be read after the rule.</summary>
    public static AccessRule? TryRead(string text, out string problem)
    {
        string[] parts = text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2)
        {
            problem = "is not a place and what is needed there; write for example app.example.com/admin role:admin";
            return null;
        }

        int slash = parts[0].IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? parts[0] : parts[0][..slash], path = slash < 0 ? "/" : parts[0][slash..];
        AppHost? exact = null;
        string? suffix = host.StartsWith(Below, StringComparison.Ordinal) ? host[1..].ToLowerInvariant() : null;
        if (host.Length > 0 && host != AnyHost && !AppHost.TryParse(suffix is null ? host : suffix[1..], scheme: null, out exact))
        {
            problem = "names no host; write app.example.com, app.example.com:8443, *.example.com, or * for all";
            return null;
        }

        if (suffix is not null && exact is { Port: not null })
        {
            problem = "has a port behind a star; write *.example.com without one";
            return null;
        }

        if (path.AsSpan().ContainsAny('?', '*') || !RequestTarget.TryParse(path, out RequestTarget? target, out _))
        {
            problem = "has a path that no request could have; write it as browsers send it, such as /admin, without query and without a star";
            return null;
        }

        return TryReadWords(parts[1], out problem) is { } requirement ? new(suffix is null ? exact : null, suffix is null ? null : $".{exact?.Name}", target, requirement) : null;
    }

    /// <summary>Whether the rule speaks of this place.</summary>
    /// <param name="host">The host of the request.</param>
    /// <param name="path">Its path.</param>
    /// <param name="folded">Whether that path, and the rule's, is to be read without regard to case.</param>
    public bool Matches(AppHost host, ImmutableArray<string> path, bool folded)
    {
        bool isHost = _host is { } one ? one.Name == host.Name && (one.Port is null || one.Port == host.Port)
            : _suffix is null || (host.Name.Length > _suffix.Length && host.Name.EndsWith(_suffix, StringComparison.Ordinal));
        return isHost && path.AsSpan().StartsWith((folded ? _folded : _segments).AsSpan(), StringComparer.Ordinal);
    }

    private static Requirement? TryReadWords(string text, out string problem)
    {
        var requirement = new Requirement();
        string[] words = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        foreach (string word in words)
        {
            Requirement? next = word switch
            {
                "public" => requirement with { IsPublic = true },
                "signed-in" => requirement,
                "cross-site" => requirement with { AllowsCrossSite = true },
                "preflight" => requirement with { AllowsPreflight = true },
                _ when word.StartsWith(Role, StringComparison.Ordinal) && RoleName.IsValid(word[Role.Length..]) => requirement with { Roles = requirement.Roles.Add(word[Role.Length..]) },
                _ when word.StartsWith(Fresh, StringComparison.Ordinal) && requirement.Fresh is null && TryTime(word.AsSpan(Fresh.Length)) is { } time => requirement with { Fresh = time },
                _ => null,
            };
            if (next is null)
            {
                problem = $"asks for '{word}'; write public, signed-in, role:NAME, fresh:5m, cross-site or preflight, with commas between them";
                return null;
            }

            requirement = next;
        }

        problem = words.Length == 0 ? "asks for nothing; write signed-in behind the place"
            : requirement.IsPublic && (requirement.Fresh is not null || requirement.Roles.Length > 0 || words.Contains("signed-in", StringComparer.Ordinal))
            ? "is public and asks for a login; leave out one of the two" : "";
        return problem.Length == 0 ? requirement : null;
    }

    private static TimeSpan? TryTime(ReadOnlySpan<char> text)
    {
        TimeSpan unit = text.IsEmpty ? TimeSpan.Zero : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        return unit > TimeSpan.Zero && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and < 100_000 ? unit * count : null;
    }
}
