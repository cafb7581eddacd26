using System.Net;
using System.Text.RegularExpressions;

namespace Cloakroom.Testing;

/// <summary>Finds the target of <c>&lt;meta http-equiv="refresh"&gt;</c> (HTML 4.2.5.3).</summary>
internal static partial class RefreshPage
{
    public static Uri? Target(string html, Uri page)
    {
        foreach (Match meta in Meta().Matches(html))
        {
            if (HttpEquiv().IsMatch(meta.Value) && Content().Match(meta.Value) is { Success: true } content
                && Value().Match(WebUtility.HtmlDecode(content.Groups["text"].Value)) is { Success: true } value)
            {
                string url = value.Groups["url"].Value.Trim();
                return url.Length == 0 ? page : new Uri(page, url);
            }
        }

        return null;
    }

    [GeneratedRegex("""<meta\s[^>]*>""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Meta();

    [GeneratedRegex("""\shttp-equiv\s*=\s*["']?refresh["'\s/>]""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HttpEquiv();

    [GeneratedRegex("""\scontent\s*=\s*(?<quote>["']?)(?<text>.*?)\k<quote>(?=[\s/>])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Content();

    [GeneratedRegex("""^\s*[0-9.]+\s*([;,]\s*(url\s*=\s*)?["']?(?<url>[^"']*))?""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();
}
