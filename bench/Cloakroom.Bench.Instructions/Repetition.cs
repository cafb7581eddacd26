using System.Runtime.CompilerServices;

namespace Cloakroom.Bench.Instructions;

/// <summary>Repeats an operation between two marks.</summary>
internal static class Repetition
{
    private const int WarmUp = 20;

    /// <summary>Counted are so many times, and then twice as many; the difference is that of the operations alone.</summary>
    public static void Run(Action operation, int times)
    {
        // What happens once only: statics, pools, lazily made tables.
        Repeat(operation, WarmUp);
        Mark();
        Repeat(operation, times);
        Mark();
        Repeat(operation, 2 * times);
        Mark();
    }

    /// <summary>Callgrind finds it by its name, and writes down what was counted since it was called before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Mark() => GC.KeepAlive(null);

    private static void Repeat(Action operation, int times)
    {
        for (int i = 0; i < times; i++)
        {
            operation();
        }
    }
}
