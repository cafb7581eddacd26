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
    private const string Form = "write redis://[user:pass@]host[:port][,host[:port]][/db]";

    /// <summary>Prints no secret.</summary>
    public override string ToString() =>
        $"{(IsTls ? "rediss" : Hosts[0].Port == 0 ? "redis+unix" : "redis")}://{string.Join(',', Hosts.Select(Shown))}/{Database}";

    /// <param name="text">The address.</param>
    /// <param name="address">What it names.</param>
    /// <param name="problem">What is wrong with it, to be read after the name of the setting; repeats nothing that may be a password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RedisAddress? address, out string problem)
    {
        (address, problem) = (null, "");
        int mark = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = mark < 0 ? "redis" : text[..mark].ToLowerInvariant(), rest = mark < 0 ? text : text[(mark + 3)..];
        if (scheme is not ("redis" or "rediss" or "redis+unix" or "unix"))
        {
            problem = scheme is "redis+cluster" or "redis+sentinel"
                ? $"begins with {scheme}://, and this version speaks to single servers only; write redis:// or rediss://"
                : $"begins with no scheme of Redis; {Form}";
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
        bool isUnix = scheme is "redis+unix" or "unix";
        if (!TryPlace(rest, isUnix, out List<(string, int)> hosts, out int database, out problem))
        {
            return false;
        }

        address = new(hosts, scheme == "rediss", user, password, database);
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

    private static bool TryPlace(string text, bool isUnix, out List<(string Host, int Port)> hosts, out int database, out string problem)
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

            hosts.Add((uri.IdnHost, uri.Port < 0 ? DefaultPort : uri.Port));
        }

        return true;
    }
}
