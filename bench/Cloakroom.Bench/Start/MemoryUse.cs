using System.Globalization;

namespace Cloakroom.Bench.Start;

/// <summary>What the kernel says of the memory of a process (proc_pid_smaps(5)), in MiB.</summary>
/// <param name="Resident">All of its pages that are in memory, shared ones too.</param>
/// <param name="Private">Those that no other process has.</param>
internal sealed record MemoryUse(double Resident, double Private)
{
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Resident:F0} MiB, {Private:F0} of its own");

    public static MemoryUse Of(int process)
    {
        Dictionary<string, double> sizes = File.ReadLines($"/proc/{process}/smaps_rollup").Skip(1)
            .Select(l => l.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(w => w[0], w => double.Parse(w[1], CultureInfo.InvariantCulture) / 1024, StringComparer.Ordinal);
        return new(sizes["Rss"], sizes["Private_Clean"] + sizes["Private_Dirty"]);
    }

    /// <summary>The one in the middle by resident size.</summary>
    public static MemoryUse Median(IEnumerable<MemoryUse> all) => all.OrderBy(m => m.Resident).ToArray() is var sorted ? sorted[sorted.Length / 2] : new(0, 0);
}
