using System.Globalization;
using Cloakroom.FaultTests.Nodes;

namespace Cloakroom.FaultTests.Soak;

/// <summary>What a node uses at a moment.</summary>
/// <param name="Hours">Since the beginning.</param>
/// <param name="Heap">Objects that are in use, in MiB.</param>
/// <param name="Memory">All memory of the process, in MiB (proc(5), VmRSS).</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
internal sealed record Reading(double Hours, double Heap, double Memory, int Handles, int Threads)
{
    private const double MiB = 1024 * 1024, KiB = 1024;

    public static async Task<Reading> TakeAsync(ProcessNode node, double hours)
    {
        using var client = new HttpClient { BaseAddress = node.Url, Timeout = TimeSpan.FromSeconds(60) };
        double heap = double.Parse(await client.GetStringAsync("/heap"), CultureInfo.InvariantCulture);
        string memory = File.ReadLines($"/proc/{node.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return new(
            hours, heap / MiB, double.Parse(memory.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / KiB,
            Directory.GetFileSystemEntries($"/proc/{node.Id}/fd").Length, Directory.GetFileSystemEntries($"/proc/{node.Id}/task").Length);
    }
}
