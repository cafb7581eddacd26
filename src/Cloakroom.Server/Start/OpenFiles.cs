using System.Globalization;

namespace Cloakroom.Server.Start;

/// <summary>
/// How many connections there may be at a time: as many as this process may open files, less some for the store, the accounts and the
/// journal. Otherwise it is they that cannot be opened when somebody opens connections and leaves them.
/// </summary>
internal static class OpenFiles
{
    private const int Reserve = 512;
    private const string OwnLimits = "/proc/self/limits", Line = "Max open files";

    /// <summary>The number; null where the system does not tell.</summary>
    public static long? ForConnections() => File.Exists(OwnLimits) ? ForConnections(File.ReadLines(OwnLimits)) : null;

    /// <param name="limits">As proc(5) writes them: name, soft limit, hard limit, unit.</param>
    internal static long? ForConnections(IEnumerable<string> limits)
    {
        // The runtime raises the soft limit to the hard one when it starts.
        string[] words = limits.FirstOrDefault(l => l.StartsWith(Line, StringComparison.Ordinal))?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 1 && long.TryParse(words[1], CultureInfo.InvariantCulture, out long most) ? Math.Max(most - Reserve, most / 2) : null;
    }
}
