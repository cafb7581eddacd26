using System.Runtime.InteropServices;

namespace Cloakroom.Bench.Contest;

/// <summary>How one endpoint did for a second or two.</summary>
/// <param name="PerSecond">Requests answered a second.</param>
/// <param name="Cpu">Milliseconds of processor time that the contender took for 1,000 requests.</param>
/// <param name="P50">Milliseconds within which half of the answers came.</param>
/// <param name="P99">The same of 99 in 100.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Lap(double PerSecond, double Cpu, double P50, double P99);

/// <summary>One round of a row, one directly after the other.</summary>
/// <param name="Bare">The application without any authentication.</param>
/// <param name="Anonymous">The contender, asked by nobody.</param>
/// <param name="Authenticated">The contender, asked by somebody.</param>
internal sealed record Turn(Lap Bare, Lap Anonymous, Lap Authenticated);
