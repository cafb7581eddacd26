using System.Text;
using System.Text.Json;

namespace Cloakroom.Cookies;

/// <summary>
/// The form of a saved jar, version 1: JSON, UTF-8.
/// <code>
/// { "format": "cloakroom-cookie-jar", "version": 1, "cookies": [
///   { "name": "", "value": "",          one character for each octet (ISO 8859-1)
///     "domain": "", "path": "",         as stored
///     "hostOnly": true, "secure": true, "httpOnly": true,
///     "sameSite": "Strict",             or "Lax" or "None"; absent for none
///     "partition": { "scheme": "https", "domain": "", "hasCrossSiteAncestor": false },    absent for none
///     "created": "", "lastAccess": "",  RFC 3339
///     "expires": "" } ] }               the same; absent for a cookie of the browser's session
/// </code>
/// The cookies are in the order in which they were made. A reader ignores names that it does not know.
/// </summary>
internal static class JarFormat
{
    private const string Format = "cloakroom-cookie-jar";
    private const int Version = 1;

    public static void Write(Stream stream, IEnumerable<KeptCookie> cookies)
    {
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        writer.WriteString("format", Format);
        writer.WriteNumber("version", Version);
        writer.WriteStartArray("cookies");
        foreach (KeptCookie cookie in cookies.OrderBy(c => c.CreationOrder))
        {
            Write(writer, cookie);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <exception cref="InvalidDataException">It is anything else than a saved jar of this version.</exception>
    public static List<KeptCookie> Read(Stream stream)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            JsonElement root = document.RootElement;
            if (root.GetProperty("format").GetString() != Format)
            {
                throw Invalid("it is JSON of another kind", null);
            }

            return root.GetProperty("version").GetInt32() == Version
                ? [.. root.GetProperty("cookies").EnumerateArray().Select(Read)]
                : throw Invalid($"it has version {root.GetProperty("version")}, and this library reads version {Version}", null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Invalid(e.Message, e);
        }
    }

    private static void Write(Utf8JsonWriter writer, KeptCookie cookie)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Encoding.Latin1.GetString(cookie.Name));
        writer.WriteString("value", Encoding.Latin1.GetString(cookie.Value));
        writer.WriteString("domain", cookie.Domain);
        writer.WriteString("path", cookie.Path);
        writer.WriteBoolean("hostOnly", cookie.HostOnly);
        writer.WriteBoolean("secure", cookie.Secure);
        writer.WriteBoolean("httpOnly", cookie.HttpOnly);
        if (cookie.SameSite is { } sameSite)
        {
            writer.WriteString("sameSite", sameSite.ToString());
        }

        if (cookie.Partition is { } partition)
        {
            writer.WriteStartObject("partition");
            writer.WriteString("scheme", partition.TopLevelSite.Scheme);
            writer.WriteString("domain", partition.TopLevelSite.Domain);
            writer.WriteBoolean("hasCrossSiteAncestor", partition.HasCrossSiteAncestor);
            writer.WriteEndObject();
        }

        writer.WriteString("created", CookieTime.From(cookie.Creation));
        writer.WriteString("lastAccess", CookieTime.From(cookie.LastAccess));
        if (cookie.IsPersistent)
        {
            writer.WriteString("expires", CookieTime.From(cookie.Expiry));
        }

        writer.WriteEndObject();
    }

    private static KeptCookie Read(JsonElement json)
    {
        byte[] name = Octets(json, "name"), value = Octets(json, "value");
        string domain = Text(json, "domain"), path = Text(json, "path");
        if (!HostName.TryParse(domain, out HostName host) || host.Text != domain || !path.StartsWith('/') || name.Length + value.Length == 0
            || name.Contains((byte)'=') || name.Concat(value).Any(o => o is (byte)';' or 0x7f || (o < 0x20 && o != '\t')))
        {
            throw Invalid($"the cookie for domain '{CookieText.Printable(domain)}' and path '{CookieText.Printable(path)}' is none that a jar could hold", null);
        }

        bool isPersistent = json.TryGetProperty("expires", out JsonElement expires);
        return new()
        {
            Pair = name.Length == 0 ? value : [.. name, (byte)'=', .. value],
            NameLength = name.Length,
            Domain = domain,
            Path = path == "/" ? "/" : path,
            HostOnly = json.GetProperty("hostOnly").GetBoolean(),
            Secure = json.GetProperty("secure").GetBoolean(),
            HttpOnly = json.GetProperty("httpOnly").GetBoolean(),
            SameSite = json.TryGetProperty("sameSite", out JsonElement sameSite) ? ReadSameSite(sameSite.GetString()) : null,
            Partition = json.TryGetProperty("partition", out JsonElement partition) ? Partition(partition) : null,
            IsPersistent = isPersistent,
            Expiry = isPersistent ? Ticks(expires) : CookieTime.Never,
            Creation = Ticks(json.GetProperty("created")),
            LastAccess = Ticks(json.GetProperty("lastAccess")),
        };
    }

    private static SameSite ReadSameSite(string? text) => text switch
    {
        "Strict" => SameSite.Strict,
        "Lax" => SameSite.Lax,
        "None" => SameSite.None,
        _ => throw Invalid("a cookie has a SameSite that there is not", null),
    };

    private static CookiePartition Partition(JsonElement json) =>
        HostName.TryParse(Text(json, "domain"), out HostName host) && Text(json, "scheme") is "http" or "https"
            ? new(Site.Of(Text(json, "scheme"), host, WholeName.Instance), json.GetProperty("hasCrossSiteAncestor").GetBoolean())
            : throw Invalid("a partition has no site", null);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static byte[] Octets(JsonElement json, string name)
    {
        string text = Text(json, name);
        return text.All(c => c <= 0xff) ? Encoding.Latin1.GetBytes(text) : throw Invalid($"a {name} has a character that stands for no octet", null);
    }

    private static long Ticks(JsonElement json) => json.GetDateTimeOffset().UtcTicks;

    private static InvalidDataException Invalid(string why, Exception? cause) => new($"This is not a saved cookie jar: {why}.", cause);

    /// <summary>The site was found when it was saved; a list of today must not find another.</summary>
    private sealed class WholeName : IPublicSuffixes
    {
        public static WholeName Instance { get; } = new();

        public string GetPublicSuffix(string host) => host;
    }
}
