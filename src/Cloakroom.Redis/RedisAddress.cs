using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cloakroom.Redis;

/// <summary>Where Redis is, and who asks.</summary>
/// <param name="Hosts">In the order in which they are tried; one with port 0 is the path of a Unix socket.</param>
/// <param name="IsTls">Whether the connection is encrypted.</param>
/// <param name="User">The ACL user; null for the default user.</param>
/// <param name="Password">Null where none is needed.</param>
/// <param name="Database">Number of the database.</param>
internal sealed record RedisAddress(IReadOnlyList<(string Host, int Port)> Hosts, bool IsTls, string? User, string? Password, int Database)
{
    private const int DefaultPort = 6379;
    private const int DefaultSentinelPort = 26_379;
    private const string Form = "write redis://[user:pass@]host[:port][,host[:port]][/db]";
    private const string SentinelForm = "write redis+sentinel://[user:pass@]host[:port][,host[:port]]/master-name[/db]";

    /// <summary>What the sentinels call the master; null when the hosts are no sentinels.</summary>
    public string? Master { get; private init; }

    /// <summary>Whether the hosts are some nodes of a cluster, which tell of the others.</summary>
    public bool IsCluster { get; private init; }

    /// <summary>Prints no secret.</summary>
    public override string ToString()
    {
        string kind = IsCluster ? "+cluster" : Master is not null ? "+sentinel" : Hosts[0].Port == 0 ? "+unix" : "";
        string end = IsCluster ? "" : Master is { } master ? $"/{master}/{Database}" : $"/{Database}";
        return $"{(IsTls ? "rediss" : "redis")}{kind}://{string.Join(',', Hosts.Select(Shown))}{end}";
    }

    /// <summary>Whether this is the beginning of an address of Redis.</summary>
    public static bool IsScheme(string scheme) =>
        scheme is "redis" or "rediss" or "redis+unix" or "unix" or "redis+sentinel" or "rediss+sentinel" or "redis+cluster" or "rediss+cluster";

    /// <param name="text">The address.</param>
    /// <param name="address">What it names.</param>
    /// <param name="problem">What is wrong with it, to be read after the name of the setting; repeats nothing that may be a password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RedisAddress? address, out string problem)
    {
        (address, problem) = (null, "");
        int mark = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = mark < 0 ? "redis" : text[..mark].ToLowerInvariant(), rest = mark < 0 ? text : text[(mark + 3)..];
        if (!IsScheme(scheme))
        {
            problem = $"begins with no scheme of Redis; {Form}";
            return false;
        }

        string? user = null, password = null;
        // The last @: a password that was not escaped may hold one.
        int at = rest.LastIndexOf('@');
        if (at >= 0 && !TryCredentials(rest[..at], out user, out password))
        {
            problem = $"has a user or password that cannot be read; escape special characters as %40, and {Form}";
            return false;
        }

        rest = rest[(at + 1)..];
        bool isUnix = scheme is "redis+unix" or "unix", isCluster = scheme.EndsWith("+cluster", StringComparison.Ordinal);
        string? master = null;
        if (scheme.EndsWith("+sentinel", StringComparison.Ordinal) && !TryMaster(ref rest, out master, out problem))
        {
            return false;
        }

        if (!TryPlace(rest, isUnix, master is null ? DefaultPort : DefaultSentinelPort, out List<(string, int)> hosts, out int database, out problem))
        {
            return false;
        }

        if (isCluster && database != 0)
        {
            problem = "names a database, and a cluster has only one; leave out what stands behind the hosts";
            return false;
        }

        address = new(hosts, scheme.StartsWith("rediss", StringComparison.Ordinal), user, password, database) { Master = master, IsCluster = isCluster };
        return true;
    }

    // hosts/master/db: takes the name out, so that hosts/db is left.
    private static bool TryMaster(ref string rest, out string? master, out string problem)
    {
        string[] parts = rest.Split('/');
        (master, problem) = (parts.ElementAtOrDefault(1), "");
        if (parts.Length > 3 || string.IsNullOrEmpty(master) || !master.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            problem = $"names no master, or one that no sentinel can know; {SentinelForm}";
            return false;
        }

        rest = parts.Length == 3 ? $"{parts[0]}/{parts[2]}" : parts[0];
        return true;
    }

    private static string Shown((string Host, int Port) at) =>
        at.Port == 0 ? at.Host : at.Host.Contains(':', StringComparison.Ordinal) ? $"[{at.Host}]:{at.Port}" : $"{at.Host}:{at.Port}";

    private static bool TryCredentials(string text, out string? user, out string? password)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        user = colon > 0 ? Uri.UnescapeDataString(text[..colon]) : null;
        password = colon >= 0 ? Uri.UnescapeDataString(text[(colon + 1)..]) : null;
        return !string.IsNullOrEmpty(password);
    }

    private static bool TryPlace(string text, bool isUnix, int defaultPort, out List<(string Host, int Port)> hosts, out int database, out string problem)
    {
        (hosts, database, problem) = ([], 0, "");
        int end = isUnix ? text.IndexOf("?db=", StringComparison.Ordinal) : text.IndexOf('/', StringComparison.Ordinal);
        string place = end < 0 ? text : text[..end], number = end < 0 ? "" : text[(end + (isUnix ? 4 : 1))..];
        if (number.Length > 0 && !(int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out database) && database <= 16_383))
        {
            problem = $"names a database that is no number; write 0 to 16383 behind {(isUnix ? "?db=" : "the last /")}";
            return false;
        }

        if (isUnix)
        {
            hosts.Add((place, 0));
            problem = place.StartsWith('/') ? "" : "names no socket; write redis+unix:///path/of/redis.sock";
            return problem.Length == 0;
        }

        foreach (string host in place.Split(','))
        {
            // The host of Uri knows names and both kinds of addresses; a port of 0 is no port to connect to.
            if (host.Length == 0 || !Uri.TryCreate("redis://" + host, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0
                || uri.Port == 0 || uri.PathAndQuery is not ("" or "/") || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            {
                problem = $"names no host, or one that cannot be read; {Form}";
                return false;
            }

            hosts.Add((uri.IdnHost, uri.Port < 0 ? defaultPort : uri.Port));
        }

        return true;
    }
}
