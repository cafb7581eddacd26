using System.Globalization;

namespace Cloakroom.Bench.Contest;

/// <summary>The thread of a .NET process that compiles anew, and well, what is called often.</summary>
internal static class Compiler
{
    // ".NET Tiered Compilation Worker", of which the kernel keeps 15 characters.
    private const string Name = ".NET Tiered Com";

    /// <summary>What these processes have compiled so far, in time on a core; of another runtime zero.</summary>
    public static TimeSpan TimeOf(IEnumerable<int> processes) => TimeSpan.FromMicroseconds(processes.Sum(NanosecondsOf) / 1000.0);

    private static long NanosecondsOf(int process)
    {
        foreach (string thread in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task")))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(thread, "comm")).StartsWith(Name, StringComparison.Ordinal))
                {
                    // proc(5), schedstat: time on a core, time spent waiting for one, turns.
                    return long.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return 0;
    }
}
