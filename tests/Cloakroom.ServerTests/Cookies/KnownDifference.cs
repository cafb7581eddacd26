using Cloakroom.Cookies;

namespace Cloakroom.ServerTests.Cookies;

/// <summary>Where Chromium and the draft part, each with a script that shows it. docs/cookies.md has the reason and the source of each.</summary>
/// <param name="What">As in the documentation.</param>
/// <param name="AsDraft">The jar's options without this choice of Chromium's.</param>
/// <param name="Script">What shows it.</param>
internal sealed record KnownDifference(string What, CookieJarOptions AsDraft, params IReadOnlyList<Step> Script)
{
    private static readonly CookieJarOptions Lines = CookieJarOptions.Chromium with { Dialect = CookieDialect.Draft };
    private static readonly Place Home = new("www.example.test", true, 0);
    private static readonly Place Other = new("other.test", true, 0);

    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        new("A tab inside a name, a value or an attribute", Lines, Visit(Home, "a\tb=1")),
        new("No name, and `=` in the value", Lines, Visit(Home, "=a=b")),
        new("`Domain=.`", Lines, Visit(Home, "a=1; Domain=.")),
        new("Domain is the IP address that is the host", Lines, Visit(Home with { Host = "127.0.0.1" }, "a=1; Domain=127.0.0.1")),
        new("A wrong Expires or Max-Age after a right one", Lines, Visit(Home, "a=1; Max-Age=3600; Max-Age=x")),
        new("`Max-Age=+3600`", Lines, Visit(Home, "a=1; Max-Age=+3600")),
        new("Odd dates", Lines, Visit(Home, "a=1; Expires=10th Dec 2099 10:20:30")),
        new("`__Host-` with an empty Path, or with a Domain that is the host", Lines, Visit(Home, "__Host-a=1; Secure; Path=")),
        new("A Secure cookie of the public suffix above", Lines,
            Visit(Home with { Host = "azurewebsites.net" }, "a=1; Secure"), Visit(new("market.azurewebsites.net", false, 0), "a=2")),
        new("`document.cookie` with octets that are no UTF-8", Lines, Visit(Home, "\u00e9=1"), new(Act.Read)),
        new("A frame below another site that navigates the tab to its own site", Lines,
            Visit(Home, "a=1; SameSite=Strict"), Visit(Other), new(Act.Frame) { Hops = [new(Home, "/", 302)] }, new(Act.Link, Actor.Frame) { Hops = [new(Home, "/", 302)] }),
        new("A cookie without SameSite that is younger than two minutes", CookieJarOptions.Chromium with { LaxAllowingUnsafe = TimeSpan.Zero },
            Visit(Home, "a=1"), Visit(Other), new(Act.Form) { Method = "POST", Hops = [new(Home, "/", 302)] }),
        new("`__Http-` and `__Host-Http-`", CookieJarOptions.Chromium with { HttpPrefixes = false }, Visit(Home, "__Http-a=1; Secure")),
        new("The place of a cookie whose value is replaced", CookieJarOptions.Chromium with { KeepCreationTimeOfOtherValue = true },
            Visit(Home, "a=1", "b=1", "a=2"), Visit(Home)),
    ];

    public static TheoryData<string> Names => [.. All.Select(d => d.What)];

    private static Step Visit(Place place, params IReadOnlyList<string> lines) => new(Act.AddressBar) { Hops = [new(place, "/", 302, lines)] };
}
