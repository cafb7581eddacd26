using System.Globalization;

namespace Cloakroom.ServerTests.Hardening;

/// <summary>What the kernel says of a process (proc(5)).</summary>
internal static class ProcessFigures
{
    /// <summary>Open files and sockets.</summary>
    public static int Handles(int process) => Directory.GetFileSystemEntries($"/proc/{process}/fd").Length;

    /// <summary>Threads.</summary>
    public static int Threads(int process) => Directory.GetFileSystemEntries($"/proc/{process}/task").Length;

    /// <summary>Memory in use, in MiB.</summary>
    public static double Memory(int process) => Kilobytes($"/proc/{process}/status", "VmRSS:") / 1024.0;

    /// <summary>How many files this process may open; the runtime raises the soft limit to this hard one.</summary>
    public static int MostHandles => Kilobytes("/proc/self/limits", "Max open files", word: 1);

    private static int Kilobytes(string file, string name, int word = 0)
    {
        string line = File.ReadLines(file).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return int.TryParse(line[name.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[word], CultureInfo.InvariantCulture, out int value) ? value : int.MaxValue;
    }
}
