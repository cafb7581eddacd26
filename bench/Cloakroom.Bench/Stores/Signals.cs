using System.Diagnostics;
using System.Globalization;

namespace Cloakroom.Bench.Stores;

/// <summary>Stops a process and the processes it has started, and lets them go on.</summary>
internal static class Signals
{
    public static void Send(int process, bool stop)
    {
        int[] all = [process, .. Children(process)];
        using Process? kill = Process.Start("kill", [stop ? "-STOP" : "-CONT", .. all.Select(p => p.ToString(CultureInfo.InvariantCulture))]);
        kill?.WaitForExit();
    }

    private static IEnumerable<int> Children(int process)
    {
        foreach (string task in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            string children = Path.Combine(task, "children");
            foreach (string id in (File.Exists(children) ? File.ReadAllText(children) : "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                yield return int.Parse(id, CultureInfo.InvariantCulture);
            }
        }
    }
}
