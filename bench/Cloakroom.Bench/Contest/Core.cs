using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cloakroom.Bench.Contest;

/// <summary>
/// Which of the machine's cores is whose (sched_setaffinity(2)): contenders have one, and the load, with what contenders only ask, another. So
/// neither takes from the other, and a second's requests are what one core can do: where they share all cores, rates swing by a half.
/// </summary>
internal static partial class Core
{
    private const int Contenders = 0, Others = 1;

    /// <summary>Starts a process that lives on the core of the contenders.</summary>
    public static Process? StartContender(ProcessStartInfo info) => Start(info, Contenders);

    /// <summary>Starts one that lives on the core of the load.</summary>
    public static Process? StartOther(ProcessStartInfo info) => Start(info, Others);

    /// <summary>Runs something on the core of the load.</summary>
    public static T RunLoad<T>(Func<T> load) => On(Others, load);

    // A process inherits the core of the thread that starts it.
    private static Process? Start(ProcessStartInfo info, int core) => On(core, () => Process.Start(info));

    private static T On<T>(int core, Func<T> what)
    {
        if (Environment.ProcessorCount <= core)
        {
            return what();
        }

        // A cpu_set_t of 1,024 cores.
        var before = new byte[128];
        Require(GetAffinity(0, before.Length, before) >= 0);
        int number = Allowed(before).ElementAt(core);
        var one = new byte[before.Length];
        one[number / 8] = (byte)(1 << (number % 8));
        Require(SetAffinity(0, one.Length, one) == 0);
        try
        {
            return what();
        }
        finally
        {
            Require(SetAffinity(0, before.Length, before) == 0);
        }
    }

    // A container may own others than the first two.
    private static IEnumerable<int> Allowed(byte[] mask) => Enumerable.Range(0, mask.Length * 8).Where(i => (mask[i / 8] & (1 << (i % 8))) != 0);

    private static void Require(bool isDone)
    {
        if (!isDone)
        {
            throw new Win32Exception();
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nint size, byte[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint size, byte[] mask);
}
