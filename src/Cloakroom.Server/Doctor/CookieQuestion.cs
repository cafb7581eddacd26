using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>A line, who sets it, and the request that should bring it back.</summary>
/// <param name="Line">The Set-Cookie line.</param>
/// <param name="From">The address whose answer has the line.</param>
/// <param name="To">The address of the request.</param>
internal sealed record CookieQuestion(CookieLine Line, Uri From, Uri To)
{
    /// <summary>Method of the request. Default GET.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The page that begins the request; null, the default, for the address bar.</summary>
    public Uri? Initiator { get; init; }

    /// <summary>What the request is for. Default a fetch, an image, a script.</summary>
    public CookieRequestKind Kind { get; init; }

    /// <summary>
    /// How the line came: by a visit to its own site. A partitioned cookie is made for the page around it, and comes by a request of that page.
    /// </summary>
    public CookieContext Setting => Line.Has("Partitioned") && Initiator is not null && Kind != CookieRequestKind.TopLevelNavigation
        ? Sending with { Url = From, Method = "GET" } : new(From);

    public CookieContext Sending => new(To)
    {
        Method = Method,
        Initiator = Initiator,
        Kind = Kind,
        Ancestors = Kind == CookieRequestKind.FrameNavigation && Initiator is not null ? [Initiator] : [],
    };
}
