namespace Cloakroom.Server.Settings;

/// <summary>
/// The command line: words first, then flags. A flag is a setting of the same name (<c>--Session:Idle 00:05:00</c>,
/// <c>--Cloakroom:Session:Idle=00:05:00</c>), one of ASP.NET Core's own, or a switch such as <c>--json</c>.
/// </summary>
/// <param name="Words">What is not a flag, in order.</param>
/// <param name="Switches">Flags without value.</param>
/// <param name="Settings">Keys and values for the configuration.</param>
internal sealed record Arguments(IReadOnlyList<string> Words, IReadOnlySet<string> Switches, IReadOnlyDictionary<string, string?> Settings)
{
    private static readonly string[] KnownSwitches = ["json", "admin", "all", "navigation", "now", "help", "version", "check"];

    // What the framework reads from its own keys; everything else is a setting of ours, or a mistake.
    private static readonly string[] FrameworkKeys = ["urls", "http_ports", "https_ports", "environment", "contentRoot", "AllowedHosts"];
    private static readonly string[] FrameworkSections = ["Logging:", "Kestrel:"];

    /// <exception cref="StartRefusedException">A flag lacks its value.</exception>
    public static Arguments Parse(IReadOnlyList<string> args)
    {
        var words = new List<string>();
        var switches = new HashSet<string>(StringComparer.Ordinal);
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < args.Count; i++)
        {
            string flag = args[i];
            if (!flag.StartsWith("--", StringComparison.Ordinal))
            {
                words.Add(flag);
                continue;
            }

            int equals = flag.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? flag[2..] : flag[2..equals];
            if (name == "new-keys")
            {
                settings[Key("Keys:New")] = "true";
            }
            else if (KnownSwitches.Contains(name, StringComparer.Ordinal))
            {
                switches.Add(name);
            }
            else if (equals >= 0)
            {
                settings[Key(name)] = flag[(equals + 1)..];
            }
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings[Key(name)] = args[++i];
            }
            else
            {
                throw new StartRefusedException($"The flag {flag} has no value; write {flag} VALUE, and see docs/configuration.md for the settings.");
            }
        }

        return new(words, switches, settings);
    }

    private static string Key(string name) =>
        FrameworkKeys.Contains(name, StringComparer.OrdinalIgnoreCase)
        || FrameworkSections.Any(s => name.StartsWith(s, StringComparison.OrdinalIgnoreCase))
        || name.StartsWith("Cloakroom:", StringComparison.OrdinalIgnoreCase)
            ? name : $"Cloakroom:{name}";
}
