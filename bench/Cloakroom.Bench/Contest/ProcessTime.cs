using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Cloakroom.Bench.Contest;

/// <summary>The processor time of processes by their clocks (clock_getcpuclockid(3)), which know nanoseconds where /proc knows hundredths of a second.</summary>
internal static partial class ProcessTime
{
    private const int NanosecondsPerTick = 100;

    /// <summary>Since they were started; without their children, of which no contender has any.</summary>
    public static TimeSpan Of(IEnumerable<int> processes)
    {
        TimeSpan sum = TimeSpan.Zero;
        foreach (int process in processes)
        {
            if (ClockOf(process, out int clock) != 0 || Read(clock, out Time time) != 0)
            {
                throw new Win32Exception();
            }

            sum += TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / NanosecondsPerTick);
        }

        return sum;
    }

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int ClockOf(int process, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int Read(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
