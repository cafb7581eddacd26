using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>One part of a Set-Cookie line, and what it means in one sentence.</summary>
/// <param name="Text">The part as it is written.</param>
/// <param name="Explanation">The sentence.</param>
/// <param name="Kind">How it is drawn.</param>
internal sealed record CookiePart(string Text, string Explanation, CookiePartKind Kind)
{
    /// <summary>What stands before it in the line.</summary>
    public string Before => Kind switch { CookiePartKind.Secret => "=", CookiePartKind.Attribute => "; ", _ => "" };

    /// <summary>Takes any line apart. Attributes that are missing are explained too.</summary>
    public static IReadOnlyList<CookiePart> Explain(CookieLine line) =>
    [
        new(line.Name.Length == 0 ? "(no name)" : CookieLine.Printable(line.Name), Name(line.Name), CookiePartKind.Name),
        new(Hidden(line.Value.Length), "What the browser sends back, and looks at as little as this page does.", CookiePartKind.Secret),
        .. Attributes(line),
        .. AttributeSentence.Known.Where(name => !line.Has(name) && (name != "Max-Age" || !line.Has("Expires"))).Select(Absent),
    ];

    /// <summary>Takes a line of the session cookie apart; it is one of ours, so there is more to say about its name and its secret.</summary>
    /// <param name="line">The field value; what stands for the secret is not looked at.</param>
    public static IReadOnlyList<CookiePart> ExplainSession(string line)
    {
        CookieLine read = CookieLine.Read(line);
        return
        [
            new(read.Name, SessionName(read.Name), CookiePartKind.Name),
            new(Hidden(SessionId.EncodedLength),
                "The ticket: 256 random bits that mean nothing by themselves. Not even this page prints it, and the store keeps only its SHA-256.",
                CookiePartKind.Secret),
            .. Attributes(read),
            .. read.Has("Secure") ? Array.Empty<CookiePart>() :
            [
                new("Secure", "Absent, because this address is plain http on your own machine; over https it is always there.", CookiePartKind.Absent),
            ],
            Absent("Domain"),
        ];
    }

    private static IEnumerable<CookiePart> Attributes(CookieLine line) => line.Attributes.Select((attribute, i) =>
    {
        (string name, string value) = CookieLine.Split(attribute);
        bool isOverruled = line.Attributes.Skip(i + 1).Any(a => CookieLine.Split(a).Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return new CookiePart(
            CookieLine.Printable(attribute),
            isOverruled ? "Written again further on, and the last one counts." : CookieLine.Printable(AttributeSentence.Of(name, value)),
            CookiePartKind.Attribute);
    });

    private static CookiePart Absent(string name) => new(name, AttributeSentence.Missing(name), CookiePartKind.Absent);

    private static string Hidden(int length) => length == 1 ? "1 character, hidden" : $"{length} characters, hidden";

    private static string Name(string name) =>
        name.Length == 0 ? "The cookie has no name; servers read such a cookie in different ways."
        : name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase)
            ? "The name. Browsers accept the prefix __Host- only together with Secure, Path=/ and no Domain, so no subdomain can plant its own."
        : name.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase) ? "The name. Browsers accept the prefix __Secure- only together with Secure."
        : "The name. The server reads the cookie by it; upper and lower case are different names.";

    private static string SessionName(string name) => name.StartsWith("__Host-", StringComparison.Ordinal)
        ? Name(name) : "The name. Over https it is __Host-session_id, a prefix that browsers accept only for a cookie which no subdomain can plant.";
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
