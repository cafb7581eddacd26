namespace Cloakroom.Tests.Server.Attacks.Variants;

/// <summary>Addresses that some program takes for one below /admin and another does not (promise R6).</summary>
internal static class TargetSpellings
{
    private const string Place = "admin";

    private static readonly string[] Up = ["..", "%2e%2e", ".%2E", "%2e.", "..;", "..;x=1", "%252e%252e", "..%00", "..%20", "%c0%ae%c0%ae", "...", ". .", "%u002e%u002e", "%EF%BC%8E%EF%BC%8E"];
    private static readonly string[] Separators = ["/", "%2f", "%2F", "\\", "%5c", "//", "/./", "/%2e/", "%252f", ";/", "%c0%af", "%EF%BC%8F"];
    private static readonly string[] Endings = ["", "/", "//", "/.", "/x/..", ".", "..", "%20", "%09", "%0a", "%00", ";", ";a=b", "%3b", "%23", "%3f", "?", "?x=/public", "#", "/%2e", "%2f", "\\", "%252f"];

    public static IEnumerable<string> All() => Traversals().Concat(Names()).Concat(Prefixes()).Distinct(StringComparer.Ordinal);

    /// <summary>Whether the most lenient of all readers would end up below /admin.</summary>
    public static bool IsPrivate(string target)
    {
        string path = target.Split('?', '#')[0];
        for (int i = 0; i < 3; i++)
        {
            path = Uri.UnescapeDataString(path).Replace('\\', '/').Replace('\uFF41', 'a').Replace('\u0131', 'i').Replace('\uFF0E', '.').Replace('\uFF0F', '/');
        }

        var segments = new List<string>();
        foreach (string part in path.Split('/').Select(p => p.Split(';')[0].Split('\0')[0].Trim()))
        {
            if (part == ".." && segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (part.TrimEnd('.').Length > 0)
            {
                segments.Add(part.TrimEnd('.'));
            }
        }

        return segments.Count > 0 && segments[0].Equals(Place, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Traversals() => from up in Up from one in Separators from two in Separators select $"/public{one}{up}{two}{Place}";

    private static IEnumerable<string> Names() => from name in Spelled() from ending in Endings select $"/{name}{ending}";

    private static IEnumerable<string> Prefixes() =>
        new[] { "//", "/./", "/%2e/", "///", "/\\", "/;/", "/x/../", "http://shop.example/", "//shop.example/", "/%2f", "*", "", "/%20/", "/public?/../", "/public#/../" }.Select(p => p + Place);

    // Each letter encoded by itself, all of them, in upper case, and signs that look or fold alike.
    private static IEnumerable<string> Spelled() =>
        Enumerable.Range(0, Place.Length).SelectMany(i => new[] { $"{Place[..i]}%{(int)Place[i]:x2}{Place[(i + 1)..]}", $"{Place[..i]}{char.ToUpperInvariant(Place[i])}{Place[(i + 1)..]}", $"{Place[..i]}%25{(int)Place[i]:x2}{Place[(i + 1)..]}" })
            .Append(Place).Append(Place.ToUpperInvariant()).Append(string.Concat(Place.Select(c => $"%{(int)c:X2}"))).Append("adm%C4%B1n").Append("%EF%BD%81dmin").Append("ad%00min").Append("ad%0amin").Append("adm%u0069n");
}
