using System.Runtime.InteropServices;

namespace Cloakroom;

/// <summary>Counts exactly, with a cell for each core, so that counting cores do not fight for one cache line.</summary>
internal sealed class StripedCounter
{
    private readonly Cell[] _cells = new Cell[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)];

    public void Increment() => Interlocked.Increment(ref _cells[Thread.GetCurrentProcessorId() & (_cells.Length - 1)].Value);

    public long Total
    {
        get
        {
            long total = 0;
            foreach (ref Cell cell in _cells.AsSpan())
            {
                total += Volatile.Read(ref cell.Value);
            }

            return total;
        }
    }

    // Two lines of 64 bytes: some processors fetch lines in pairs.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(64)]
        public long Value;
    }
}
