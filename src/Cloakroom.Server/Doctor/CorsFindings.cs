namespace Cloakroom.Server.Doctor;

/// <summary>Whether a page of another origin may send with cookies and read the answer (Fetch 3.2.5, 4.9, 4.10).</summary>
internal static class CorsFindings
{
    private const string Browsers = "so a page there cannot read the answer, and a script sees a network error";

    /// <summary>What forbids it; null when it is allowed.</summary>
    /// <param name="answer">What the answer says.</param>
    /// <param name="origin">The origin of the page.</param>
    /// <param name="api">Whose answer it is.</param>
    public static Finding? Of(CorsAnswer answer, string origin, Uri api) => answer switch
    {
        { Origin: null } => new("cors-missing", Weight.Obstacle,
            $"{api} says nothing about pages of {origin}, {Browsers}.", Allow(origin)),
        { Origin: "*" } => new("cors-wildcard", Weight.Obstacle,
            $"{api} answers Access-Control-Allow-Origin: *, which browsers do not take together with cookies, {Browsers}.", Allow(origin)),
        _ when answer.Origin != origin => new("cors-other-origin", Weight.Obstacle,
            $"{api} answers Access-Control-Allow-Origin: {CookieLine.Printable(answer.Origin)}, and the page is of {origin}, {Browsers}.", Allow(origin)),
        { AllowsCredentials: false } => new("cors-without-credentials", Weight.Obstacle,
            $"{api} allows {origin}, but not with cookies: Access-Control-Allow-Credentials: true is missing, {Browsers}.", Allow(origin)),
        _ => null,
    };

    /// <summary>What keeps a POST of JSON from being sent at all; null when it is sent.</summary>
    public static Finding? OfPreflight(CorsAnswer? preflight, string origin, Uri api)
    {
        if (preflight is null)
        {
            return null;
        }

        if (preflight.Status is < 200 or > 299 || Of(preflight, origin, api) is not null)
        {
            return new("cors-preflight", Weight.Obstacle,
                $"Before a POST of JSON the browser asks {api} with OPTIONS, and the answer ({preflight.Status}) does not allow it to {origin} with cookies, so the POST is never sent.",
                $"Answer OPTIONS with 204, without asking for a login, and with Access-Control-Allow-Origin: {origin}; Access-Control-Allow-Credentials: true; "
                + "Access-Control-Allow-Methods: POST; Access-Control-Allow-Headers: content-type.");
        }

        // Fetch 4.9: with credentials a star is a name like any other.
        return Lists(preflight.Headers, "content-type") ? null : new("cors-preflight-headers", Weight.Obstacle,
            $"{api} does not allow the header content-type to {origin}{(preflight.Headers.Contains('*', StringComparison.Ordinal) ? ": with cookies * does not count" : "")}, so a POST of JSON is never sent.",
            "Answer OPTIONS with Access-Control-Allow-Headers: content-type, and every other header that the page sets.");
    }

    private static bool Lists(string list, string name) => list.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string Allow(string origin) =>
        $"Answer with Access-Control-Allow-Origin: {origin}; Access-Control-Allow-Credentials: true; Vary: Origin. Name the origin, from a list of your own; Cloakroom: add it to Csrf:Origins.";
}
