namespace Cloakroom.Tests.Conventions.Asvs;

/// <summary>How many requirements the sections of OWASP ASVS 5.0.0 have that are mapped as a whole.</summary>
internal static class AsvsChapters
{
    public static readonly (string Section, int Count)[] Whole =
    [
        ("V3.3", 5), ("V3.5", 8),
        ("V7.1", 3), ("V7.2", 4), ("V7.3", 2), ("V7.4", 5), ("V7.5", 3), ("V7.6", 2),
        ("V9.1", 3), ("V9.2", 4),
        ("V10.1", 2), ("V10.2", 3), ("V10.3", 5), ("V10.4", 16), ("V10.5", 5), ("V10.6", 2), ("V10.7", 3),
    ];

    /// <summary>Requirements of other sections that speak of sessions, cookies or tokens.</summary>
    public static readonly string[] Single =
    [
        "V3.4.2", "V3.4.4", "V4.2.5", "V4.4.3", "V4.4.4", "V6.5.5", "V6.6.2", "V6.8.2", "V6.8.4", "V8.2.4", "V8.3.2", "V8.3.3",
        "V13.2.1", "V13.3.1", "V14.1.1", "V14.2.1", "V14.3.1", "V14.3.3", "V15.3.7", "V16.2.5", "V16.5.1", "V17.2.8",
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
