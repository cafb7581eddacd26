using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>A way in which a page makes a browser call an address.</summary>
/// <param name="Name">As a person would write it.</param>
/// <param name="Kind">What the request is for.</param>
internal sealed record Way(string Name, CookieRequestKind Kind)
{
    /// <summary>What fetch does unless told otherwise: cookies for its own origin only (Fetch 2.2.5, credentials mode "same-origin").</summary>
    public static Way PlainFetch { get; } = new("fetch(url)", CookieRequestKind.Subresource);

    public static Way Fetch { get; } = new("fetch with credentials", CookieRequestKind.Subresource);

    public static IReadOnlyList<Way> All { get; } =
    [
        PlainFetch,
        Fetch,
        new("link", CookieRequestKind.TopLevelNavigation),
        new("form POST", CookieRequestKind.TopLevelNavigation) { Method = "POST" },
        new("image", CookieRequestKind.Subresource),
        new("iframe", CookieRequestKind.FrameNavigation),
    ];

    public string Method { get; private init; } = "GET";

    /// <summary>Whether browsers stop it when an https page calls plain http (Mixed Content 4.4, 4.1).</summary>
    public bool IsBlockedAsMixedContent => Kind != CookieRequestKind.TopLevelNavigation;
}
