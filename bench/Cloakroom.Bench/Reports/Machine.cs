using System.Runtime.InteropServices;

namespace Cloakroom.Bench;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Name =>
        $"{Environment.ProcessorCount} cores of {Processor()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    private static string Processor()
    {
        string file = "/proc/cpuinfo";
        return File.Exists(file) && Array.Find(File.ReadAllLines(file), l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() : RuntimeInformation.ProcessArchitecture.ToString();
    }
}
