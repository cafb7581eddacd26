using System.Globalization;

namespace Cloakroom.Bench.Contest;

/// <summary>The processor time of processes and their children, by /proc (proc(5)).</summary>
internal static class ProcessTime
{
    // USER_HZ, which is 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    // Counted from the state, which is the third field: what stands before it may hold anything.
    private const int Parent = 1, User = 11, System = 12;

    /// <summary>Seconds since they were started.</summary>
    public static double Of(IReadOnlyCollection<int> processes)
    {
        Dictionary<int, (int Parent, long Ticks)> all = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) && Read(folder) is { } seen)
            {
                all[id] = seen;
            }
        }

        return all.Where(p => IsOf(p.Key)).Sum(p => p.Value.Ticks) / TicksPerSecond;

        bool IsOf(int id) => processes.Contains(id) || (all.TryGetValue(id, out (int Parent, long Ticks) seen) && seen.Parent > 1 && IsOf(seen.Parent));
    }

    private static (int Parent, long Ticks)? Read(string folder)
    {
        try
        {
            string line = File.ReadAllText(Path.Combine(folder, "stat"));
            string[] fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[Parent], CultureInfo.InvariantCulture), Number(fields[User]) + Number(fields[System]));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
