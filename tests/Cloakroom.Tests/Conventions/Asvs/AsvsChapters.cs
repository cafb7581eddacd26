namespace Cloakroom.Tests.Conventions.Asvs;

/// <summary>How many requirements the sections of OWASP ASVS 5.0.0 have that are mapped as a whole.</summary>
internal static class AsvsChapters
{
    public static readonly (string Section, int Count)[] Whole =
    [
        ("V3.1", 1), ("V3.2", 2), ("V3.3", 5), ("V3.4", 8), ("V3.5", 8), ("V3.6", 1), ("V3.7", 5),
        ("V6.1", 3), ("V6.2", 12), ("V6.3", 8), ("V6.4", 6), ("V6.5", 8), ("V6.6", 4), ("V6.7", 2), ("V6.8", 4),
        ("V7.1", 3), ("V7.2", 4), ("V7.3", 2), ("V7.4", 5), ("V7.5", 3), ("V7.6", 2),
        ("V9.1", 3), ("V9.2", 4),
        ("V10.1", 2), ("V10.2", 3), ("V10.3", 5), ("V10.4", 16), ("V10.5", 5), ("V10.6", 2), ("V10.7", 3),
        ("V11.1", 4), ("V11.2", 5), ("V11.3", 5), ("V11.4", 4), ("V11.5", 2), ("V11.6", 2), ("V11.7", 2),
        ("V13.1", 4), ("V13.2", 6), ("V13.3", 4), ("V13.4", 7),
        ("V14.1", 2), ("V14.2", 8), ("V14.3", 3),
        ("V16.1", 1), ("V16.2", 5), ("V16.3", 4), ("V16.4", 3), ("V16.5", 4),
    ];

    /// <summary>Requirements of other sections that speak of sessions, cookies, tokens, proxies or parts.</summary>
    public static readonly string[] Single =
    [
        "V4.1.3", "V4.2.1", "V4.2.5", "V4.4.2", "V4.4.3", "V4.4.4", "V8.2.4", "V8.3.2", "V8.3.3", "V15.1.1", "V15.1.2", "V15.1.3", "V15.2.1", "V15.2.2", "V15.3.2", "V15.3.4", "V15.3.7", "V17.2.8",
    ];

    /// <summary>The names of the chapters, in words of the standard.</summary>
    public static string NameOf(int chapter) => chapter switch
    {
        3 => "Web frontend",
        4 => "API and web service",
        6 => "Authentication",
        7 => "Session management",
        8 => "Authorization",
        9 => "Self-contained tokens",
        10 => "OAuth and OpenID Connect",
        11 => "Cryptography",
        13 => "Configuration",
        14 => "Data protection",
        15 => "Secure coding",
        16 => "Logging and errors",
        17 => "WebRTC",
        _ => throw new ArgumentOutOfRangeException(nameof(chapter), chapter, "A chapter without a name here."),
    };
}
