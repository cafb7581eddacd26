namespace Cloakroom.Tests.AspNetCore;

/// <summary>The headers by which a browser says what it is doing (Fetch Metadata, W3C).</summary>
internal static class Browser
{
    private const string Html = "text/html,application/xhtml+xml,*/*;q=0.8";

    /// <summary>A person typed the address, or followed a link of this site.</summary>
    public static (string, string)[] Navigates(string from = "same-origin") =>
    [
        ("Sec-Fetch-Site", from), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"), ("Accept", Html),
    ];

    /// <summary>A script of the page asks.</summary>
    public static (string, string)[] Fetches(string from = "same-origin") =>
    [
        ("Sec-Fetch-Site", from), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "empty"), ("Accept", "*/*"),
    ];

    /// <summary>A browser without Fetch Metadata shows a page.</summary>
    public static (string, string)[] NavigatesOldStyle() => [("Accept", Html)];
}
