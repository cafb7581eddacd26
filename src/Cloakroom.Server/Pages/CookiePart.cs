using System.Globalization;

namespace Cloakroom.Server.Pages;

/// <summary>One part of a Set-Cookie line, and what it means in one sentence.</summary>
/// <param name="Text">The part as it is written.</param>
/// <param name="Explanation">The sentence.</param>
/// <param name="Kind">How it is drawn.</param>
internal sealed record CookiePart(string Text, string Explanation, CookiePartKind Kind)
{
    /// <summary>What stands before it in the line.</summary>
    public string Before => Kind switch { CookiePartKind.Secret => "=", CookiePartKind.Attribute => "; ", _ => "" };

    /// <summary>Takes a line of the session cookie apart. Attributes that are missing on purpose are explained too.</summary>
    /// <param name="line">The field value; what stands for the secret is not looked at.</param>
    public static IReadOnlyList<CookiePart> Explain(string line)
    {
        string[] parts = line.Split("; ");
        string name = parts[0][..parts[0].IndexOf('=', StringComparison.Ordinal)];
        bool secure = parts.Contains("Secure", StringComparer.Ordinal);
        return
        [
            new(name, Name(name), CookiePartKind.Name),
            new($"{SessionId.EncodedLength} characters, hidden",
                "The ticket: 256 random bits that mean nothing by themselves. Not even this page prints it, and the store keeps only its SHA-256.",
                CookiePartKind.Secret),
            .. parts.Skip(1).Select(p => new CookiePart(p, Meaning(p), CookiePartKind.Attribute)),
            .. secure ? Array.Empty<CookiePart>() :
            [
                new("Secure", "Absent, because this address is plain http on your own machine; over https it is always there.", CookiePartKind.Absent),
            ],
            new("Domain", "Absent on purpose: the cookie goes back to this host alone, not to its subdomains.", CookiePartKind.Absent),
        ];
    }

    private static string Name(string name) => name.StartsWith("__Host-", StringComparison.Ordinal)
        ? "The name. Browsers accept the prefix __Host- only together with Secure, Path=/ and no Domain, so no subdomain can plant its own."
        : "The name. Over https it is __Host-session_id, a prefix that browsers accept only for a cookie which no subdomain can plant.";

    private static string Meaning(string part)
    {
        string[] pair = part.Split('=', 2);
        return pair[0] switch
        {
            "Path" => "Every address of this host gets it.",
            "Secure" => "It travels over https only, so nobody on the way can read it.",
            "HttpOnly" => "No script can read it: document.cookie does not show it, so code smuggled into a page cannot carry it away.",
            "SameSite" when pair[1] == "Strict" => "The browser holds it back when another site begins the request, be it a link, a form, an image or a script.",
            "SameSite" => "When another site begins the request, the browser sends it with a plain link only, not with a form, an image or a script.",
            "Max-Age" => $"The browser forgets it after {HumanTime.Span(Seconds(pair[1]))}; the server may end the session earlier.",
            _ => "",
        };
    }

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(long.Parse(text, CultureInfo.InvariantCulture));
}

/// <summary>How a part of the line is drawn.</summary>
internal enum CookiePartKind
{
    Name = 1,
    Secret = 2,
    Attribute = 3,

    /// <summary>Not in the line, and worth saying so.</summary>
    Absent = 4,
}
