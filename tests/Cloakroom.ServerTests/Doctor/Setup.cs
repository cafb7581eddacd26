using Cloakroom.ServerTests.Browser;

namespace Cloakroom.ServerTests.Doctor;

/// <summary>An application as somebody set it up: where page and API are, the line that the login sets, what the answers allow, how the page calls.</summary>
/// <param name="Page">Scheme and host of the page.</param>
/// <param name="Api">Scheme and host of the API.</param>
/// <param name="Line">The Set-Cookie line of the login.</param>
internal sealed record Setup(string Page, string Api, string Line)
{
    public const string App = $"https://{Chromium.Domain}", ApiOfApp = $"https://api.{Chromium.Domain}", Other = $"https://{Chromium.OtherDomain}";

    /// <summary>How the page calls. Default fetch with credentials.</summary>
    public Call Call { get; init; } = Call.Fetch;

    /// <summary>Access-Control-Allow-Origin: the origin of the page, the default, or this.</summary>
    public string? AllowOrigin { get; init; }

    /// <summary>Where the login is.</summary>
    public string Login { get; init; } = "/login";

    /// <summary>Whether a proxy ends TLS; the application then sets its Secure cookie only if it hears of https.</summary>
    public Tells Proxy { get; init; }
}

/// <summary>How the page calls the API.</summary>
internal enum Call
{
    /// <summary>fetch with credentials: "include", as axios does with withCredentials.</summary>
    Fetch = 0,

    /// <summary>fetch as it is.</summary>
    PlainFetch,

    /// <summary>The person logs in at the API's own host, then follows a link there from the page.</summary>
    Link,

    /// <summary>The same, and the page has the API in a frame.</summary>
    Frame,
}

/// <summary>What the proxy in front says about the scheme.</summary>
internal enum Tells
{
    NoProxy = 0,

    Nothing,

    Https,
}
