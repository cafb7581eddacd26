using System.Globalization;
using Cloakroom.Cookies;
using Cloakroom.Server.Pages;

namespace Cloakroom.Server.Doctor;

/// <summary>What an attribute of a Set-Cookie line means, in one sentence. The wire, the doctor's page and the command all say it with these.</summary>
internal static class AttributeSentence
{
    /// <summary>The attributes whose absence means something, in the order in which people write them.</summary>
    public static IReadOnlyList<string> Known { get; } = ["Path", "Domain", "Secure", "HttpOnly", "SameSite", "Max-Age"];

    /// <summary>What an attribute does.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <param name="value">Its value; empty for none.</param>
    public static string Of(string name, string value) => name.ToLowerInvariant() switch
    {
        "path" when value == "/" => "Every address of this host gets it.",
        "path" when value.StartsWith('/') => $"Only {value} and addresses below it get it.",
        "path" => "Not a path, so browsers take the folder of the address that sets the cookie.",
        "domain" => Domain(value),
        "secure" => "It travels over https only, so nobody on the way can read it.",
        "httponly" => "No script can read it: document.cookie does not show it, so code smuggled into a page cannot carry it away.",
        "samesite" => SameSiteOf(value),
        "max-age" => MaxAge(value),
        "expires" => Expires(value),
        "partitioned" => "It belongs to the site in the address bar under which it was set, and is not sent under another one.",
        "" => "Nothing between two semicolons; browsers pass over it.",
        _ => "No attribute that browsers know; they pass over it.",
    };

    /// <summary>What it means that an attribute is missing.</summary>
    public static string Missing(string name) => name switch
    {
        "Path" => "Absent: only addresses in the folder of the one that sets it get it.",
        "Domain" => "Absent: the cookie goes back to this host alone, not to its subdomains.",
        "Secure" => "Absent: it travels over plain http too, where anybody on the way can read it.",
        "HttpOnly" => "Absent: scripts of the page can read it.",
        "SameSite" => "Absent, which counts as Lax: from another site it travels with a plain link only.",
        _ => "Neither Max-Age nor Expires: the browser forgets it when it closes.",
    };

    private static string Domain(string value)
    {
        string domain = value.TrimStart('.');
        return domain.Length == 0 ? "Empty, which counts as absent: the cookie goes back to this host alone."
            : !HostName.TryParse(domain, out HostName host) ? $"{domain} is not a host, so browsers drop the cookie."
            : host.IsAddress ? $"{domain} is an IP address, and gets it alone."
            : host.Text.Contains('.', StringComparison.Ordinal) && PublicSuffixList.Default.IsPublicSuffix(host.Text)
                ? $"{domain} is a public suffix, under which anybody can have a host: nobody can set a cookie for all of it."
            : $"{domain} and every host below it get it.";
    }

    private static string SameSiteOf(string value) => value.ToLowerInvariant() switch
    {
        "strict" => "The browser holds it back when another site begins the request, be it a link, a form, an image or a script.",
        "lax" => "When another site begins the request, the browser sends it with a plain link only, not with a form, an image or a script.",
        "none" => "It travels with requests of other sites too, if it has Secure; some browsers hold it back even then, as a third-party cookie.",
        _ => "None of Strict, Lax and None, so it counts as absent, which is Lax.",
    };

    private static string MaxAge(string value) =>
        !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds) ? "Not a number of seconds; browsers pass over it."
        : seconds <= 0 ? "Over already: the browser forgets it at once."
        : seconds > CookieLimits.Age.TotalSeconds ? "The browser forgets it after 400 days, the longest there is; the server may end the session earlier."
        : $"The browser forgets it after {HumanTime.Span(TimeSpan.FromSeconds(seconds))}; the server may end the session earlier.";

    private static string Expires(string value) => CookieDate.TryParse(System.Text.Encoding.UTF8.GetBytes(value), out long ticks)
        ? $"The browser forgets it at {CookieText.Time(ticks)} by its own clock; Max-Age needs no clock, and goes first."
        : "Not a date; browsers pass over it.";
}
