using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>Where PostgreSQL is, and who asks: what a connection string says that is not the store's own to decide.</summary>
internal sealed class PostgreSqlAddress
{
    private const int DefaultPort = 5432;
    private const string Form = "write postgres://user:pass@host[:port][,host[:port]]/database";

    // Everything else is the store's business, or would be ignored in silence.
    private static readonly string[] Known =
    [
        "Host", "Port", "Database", "Username", "Password", "Passfile", "SSL Mode", "SSL Negotiation", "Root Certificate", "SSL Certificate",
        "SSL Key", "SSL Password", "Application Name",
    ];

    private readonly string _text;

    private PostgreSqlAddress(NpgsqlConnectionStringBuilder settings)
    {
        _text = settings.ConnectionString;
        Database = settings.Database ?? settings.Username ?? "";
        User = settings.Username ?? "";
        Hosts = [.. (settings.Host ?? "").Split(',').Select(h => Shown(h.Trim(), settings.Port))];
    }

    public string Database { get; }

    public string User { get; }

    /// <summary>Host and port of each server.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>A copy, for the store to complete. Holds the password.</summary>
    public NpgsqlConnectionStringBuilder Settings() => new(_text);

    /// <summary>Prints no secret.</summary>
    public override string ToString() => $"postgres://{string.Join(',', Hosts)}/{Database}";

    /// <param name="text">An address (<c>postgres://…</c>) or a connection string (<c>Host=…;Database=…</c>).</param>
    /// <param name="address">What it names.</param>
    /// <param name="problem">What is wrong with it, to be read after the name of the setting; repeats nothing that may be a password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PostgreSqlAddress? address, out string problem)
    {
        (address, problem) = (null, "");
        int mark = text.IndexOf("://", StringComparison.Ordinal);
        var settings = new NpgsqlConnectionStringBuilder();
        bool read = mark < 0
            ? TryReadSettings(text, settings, out problem)
            : text[..mark] is "postgres" or "postgresql" ? TryReadAddress(text[(mark + 3)..], settings, out problem) : Fail($"begins with no scheme of PostgreSQL; {Form}", out problem);
        if (!read)
        {
            return false;
        }

        if (string.IsNullOrWhiteSpace(settings.Host) || string.IsNullOrWhiteSpace(settings.Username ?? settings.Database))
        {
            return Fail($"names no {(string.IsNullOrWhiteSpace(settings.Host) ? "host" : "user and no database")}; {Form}", out problem);
        }

        address = new(settings);
        return true;
    }

    private static bool TryReadSettings(string text, NpgsqlConnectionStringBuilder settings, out string problem)
    {
        problem = "";
        var pairs = new DbConnectionStringBuilder();
        try
        {
            pairs.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            return Fail($"cannot be read as a connection string; {Form}", out problem);
        }

        foreach (string key in pairs.Keys)
        {
            if (!TrySet(settings, key, (string)pairs[key], out problem))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadAddress(string rest, NpgsqlConnectionStringBuilder settings, out string problem)
    {
        problem = "";
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string[] more = question < 0 ? [] : rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries);
        rest = question < 0 ? rest : rest[..question];
        // The last @: a password that was not escaped may hold one.
        int at = rest.LastIndexOf('@'), slash = rest.IndexOf('/', Math.Max(at, 0));
        string place = rest[(at + 1)..(slash < 0 ? rest.Length : slash)];
        if (at >= 0)
        {
            string[] credentials = rest[..at].Split(':', 2);
            settings.Username = Uri.UnescapeDataString(credentials[0]);
            settings.Password = credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : null;
        }

        settings.Database = slash < 0 || slash == rest.Length - 1 ? null : Uri.UnescapeDataString(rest[(slash + 1)..]);
        foreach (string host in place.Split(','))
        {
            if (host.Length == 0 || !Uri.TryCreate("tcp://" + host, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.Port == 0 || uri.UserInfo.Length > 0)
            {
                return Fail($"names no host, or one that cannot be read; {Form}", out problem);
            }
        }

        settings.Host = place;
        foreach (string pair in more)
        {
            string[] parts = pair.Split('=', 2);
            string key = parts[0] switch { "sslmode" => "SSL Mode", "sslrootcert" => "Root Certificate", "application_name" => "Application Name", _ => parts[0] };
            string value = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
            if (!TrySet(settings, key, key == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value, out problem))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TrySet(NpgsqlConnectionStringBuilder settings, string key, string value, out string problem)
    {
        problem = "";
        try
        {
            // One name for each setting: the builder knows the others ("Server", "User Id").
            var one = new NpgsqlConnectionStringBuilder { [key] = value };
            string name = one.Keys.Cast<string>().FirstOrDefault() ?? key;
            if (!Known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return Fail($"has the setting \"{name}\", which the store decides itself; leave it out", out problem);
            }

            settings[key] = value;
            return true;
        }
        catch (Exception mistake) when (mistake is ArgumentException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
        {
            return Fail($"has the setting \"{key}\", or a value of it, that PostgreSQL's driver does not know; {Form}", out problem);
        }
    }

    private static bool Fail(string sentence, out string problem)
    {
        problem = sentence;
        return false;
    }

    private static string Shown(string host, int port) =>
        host.LastIndexOf(':') > host.LastIndexOf(']') && (host.Count(c => c == ':') == 1 || host.StartsWith('['))
            ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{(port == 0 ? DefaultPort : port)}");
}
