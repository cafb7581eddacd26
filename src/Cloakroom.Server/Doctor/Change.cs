using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>One thing that somebody could change.</summary>
/// <param name="Sentence">What to do.</param>
/// <param name="Apply">The question after it; null where there is nothing of that kind to change.</param>
internal sealed record Change(string Sentence, Func<CookieQuestion, CookieQuestion?> Apply)
{
    private const int ShortValue = 32;

    /// <summary>All that is tried, the one that costs least first.</summary>
    public static IReadOnlyList<Change> All { get; } =
    [
        new("Take the control characters out of the line; a line break at the end of a value read from a file is the usual one.", WithoutControls),
        new("Begin the line with name=value.", q => q.Line.Name.Length == 0 && q.Line.Value.Length == 0 ? With(q, q.Line with { Pair = "name=value" }) : null),
        new("Keep less in the cookie: an identifier, with the data on the server.", Shorter),
        new("Use one name for this machine everywhere: localhost and 127.0.0.1 are different sites.", OneName),
        new("Leave Domain out: then it is for the host that sets it.", q => q.Line.Has("Domain") ? With(q, q.Line.Without("Domain")) : null),
        new("Set it with Path=/.", q => q.Line.Attributes.Contains("Path=/", StringComparer.OrdinalIgnoreCase) ? null : With(q, q.Line.With("Path=/"))),
        new("Add Secure.", q => q.Line.Has("Secure") ? null : With(q, q.Line.With("Secure"))),
        new("Set SameSite=Lax, so that links from other sites bring it.", q => Is(q, "SameSite=Lax") ? null : With(q, q.Line.With("SameSite=Lax"))),
        new("Set SameSite=None; Secure, so that it travels with requests of other sites.", q => Is(q, "SameSite=None") && q.Line.Has("Secure") ? null
            : With(q, q.Line.With("SameSite=None").With("Secure"))),
        new("Give it time: Max-Age=86400 is a day.", q => With(q, q.Line.Without("Expires", "Max-Age").With("Max-Age=86400"))),
        new("Set Domain to the domain that both hosts are below.", q => SharedDomain(q) is { } domain ? With(q, q.Line.With($"Domain={domain}")) : null),
        new("Leave Partitioned out.", q => q.Line.Has("Partitioned") ? With(q, q.Line.Without("Partitioned")) : null),
        new("Use https at both ends.", Https),
        new("Ask the host that set it.", q => q.From.Host == q.To.Host ? null : q with { To = Moved(q.To, q.From) }),
        new("Drop the prefix of the name, or serve it over https.", WithoutPrefix),
        new("Leave Secure and SameSite=None out, since there is no https.", q => q.Line.Has("Secure") ? With(q, q.Line.Without("Secure", "SameSite")) : null),
        new("Serve the page and what it calls under one host, for example behind one proxy.", q => q.Initiator is { } page
            ? q with { From = Moved(q.From, page), To = Moved(q.To, page) } : null),
    ];

    private static CookieQuestion With(CookieQuestion question, CookieLine line) => question with { Line = line };

    private static bool Is(CookieQuestion question, string attribute) => question.Line.Attributes.Contains(attribute, StringComparer.OrdinalIgnoreCase);

    private static CookieQuestion? WithoutControls(CookieQuestion question)
    {
        static string Clean(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
        CookieLine clean = new(Clean(question.Line.Pair), [.. question.Line.Attributes.Select(Clean)]);
        return clean.ToString() == question.Line.ToString() ? null : With(question, clean);
    }

    private static CookieQuestion? Shorter(CookieQuestion question) => question.Line.Value.Length <= ShortValue ? null
        : With(question, question.Line with { Pair = $"{question.Line.Name}={question.Line.Value[..ShortValue]}" });

    private static CookieQuestion? WithoutPrefix(CookieQuestion question)
    {
        string? prefix = Array.Find(["__Host-Http-", "__Http-", "__Host-", "__Secure-"], p => question.Line.Name.StartsWith(p, StringComparison.OrdinalIgnoreCase));
        return prefix is null ? null : With(question, question.Line with { Pair = question.Line.Pair.Trim()[prefix.Length..] });
    }

    private static string? SharedDomain(CookieQuestion question)
    {
        string from = Site.Of(question.From, PublicSuffixList.Default).Domain, to = Site.Of(question.To, PublicSuffixList.Default).Domain;
        return from == to && question.From.Host != question.To.Host && !HostName.IsAddressText(from) ? from : null;
    }

    private static CookieQuestion? OneName(CookieQuestion question)
    {
        Uri?[] all = [question.From, question.To, question.Initiator];
        return all.All(u => u is null || PublicOrigin.IsLoopback(u.IdnHost)) && all.OfType<Uri>().Select(u => u.IdnHost).Distinct(StringComparer.Ordinal).Count() > 1
            ? question with { From = Named(question.From), To = Named(question.To), Initiator = question.Initiator is { } page ? Named(page) : null } : null;
    }

    private static Uri Named(Uri url) => new UriBuilder(url) { Host = "localhost" }.Uri;

    private static CookieQuestion? Https(CookieQuestion question) =>
        question.From.Scheme == "https" && question.To.Scheme == "https" && question.Initiator?.Scheme is null or "https" ? null
        : question with { From = Secured(question.From), To = Secured(question.To), Initiator = question.Initiator is { } page ? Secured(page) : null };

    private static Uri Secured(Uri url) => new UriBuilder(url) { Scheme = "https", Port = url.IsDefaultPort ? -1 : url.Port }.Uri;

    // The path of one address at the origin of another.
    private static Uri Moved(Uri url, Uri origin) => new UriBuilder(url) { Scheme = origin.Scheme, Host = origin.Host, Port = origin.IsDefaultPort ? -1 : origin.Port }.Uri;
}
