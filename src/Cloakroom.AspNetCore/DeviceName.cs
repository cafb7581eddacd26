namespace Cloakroom;

/// <summary>
/// Names a device as its owner would: <c>Firefox on Linux</c>. Read from User-Agent (RFC 9110 10.1.5), which anybody can forge: shown to
/// the person, never used to decide.
/// </summary>
internal static class DeviceName
{
    private const int MaxInput = 512;

    // The order matters: Edge and Opera also say Chrome, Chrome also says Safari.
    private static readonly (string Mark, string Name)[] Programs =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"), ("Wget/", "Wget"), ("python-", "Python"), ("node", "Node.js"),
        ("okhttp/", "Android app"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    public static string From(string userAgent)
    {
        string text = userAgent.Length > MaxInput ? userAgent[..MaxInput] : userAgent;
        string? program = Find(Programs, text), system = Find(Systems, text);
        return (program, system) switch
        {
            (null, null) => "Unknown device",
            (null, _) => system,
            (_, null) => program,
            _ => $"{program} on {system}",
        };
    }

    private static string? Find((string Mark, string Name)[] table, string text) =>
        table.FirstOrDefault(row => text.Contains(row.Mark, StringComparison.Ordinal)).Name;
}
