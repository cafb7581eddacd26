using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor.Probe;

/// <summary>What the jar expects of one kind of cookie.</summary>
/// <param name="Cookie">The kind.</param>
/// <param name="Fetch">Whether it comes with a fetch of the page.</param>
/// <param name="Frame">Whether it comes with a frame in the page.</param>
/// <param name="Link">Whether it comes when the page sends the browser to another address of this server.</param>
/// <param name="Script">Whether <c>document.cookie</c> of the page shows it.</param>
/// <param name="Rule">The rule that says most about it.</param>
/// <param name="Explanation">The same in words.</param>
internal sealed record ProbeRow(ProbeCookie Cookie, bool Fetch, bool Frame, bool Link, bool Script, string Rule, string Explanation)
{
    /// <summary>One row for every kind.</summary>
    public static IReadOnlyList<ProbeRow> Expect(PublicOrigin origin, TimeProvider clock) => [.. ProbeCookie.All(origin).Select(c => Expect(c, origin.Url, clock))];

    private static ProbeRow Expect(ProbeCookie cookie, Uri origin, TimeProvider clock)
    {
        var jar = new CookieJar(CookieJarOptions.Chromium, clock);
        Uri page = new(origin, ProbeEndpoints.Page);
        CookieDecision received = jar.Receive(cookie.Line("1"), CookieContext.Fetch(new(origin, ProbeEndpoints.Set), page));
        if (!received.Worked || received.Cookie is not { } kept)
        {
            return new(cookie, Fetch: false, Frame: false, Link: false, Script: false, received.Code, received.Explanation);
        }

        CookieDecision fetch = jar.Explain(kept, CookieContext.Fetch(new(origin, ProbeEndpoints.Seen), page));
        CookieDecision frame = jar.Explain(kept, CookieContext.Frame(new(origin, ProbeEndpoints.Frame), page));
        CookieDecision link = jar.Explain(kept, CookieContext.Navigation(new(origin, ProbeEndpoints.Visit), page));
        CookieDecision script = jar.Explain(kept, CookieContext.Script(page));
        CookieDecision telling = new[] { fetch, frame, link, script }.FirstOrDefault(d => !d.Worked) ?? received;
        string explanation = telling == received ? cookie.Meaning : telling.Explanation;
        return new(cookie, fetch.Worked, frame.Worked, link.Worked, script.Worked, telling.Code, explanation);
    }
}
