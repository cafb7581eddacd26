using System.Runtime.InteropServices;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Makes the current thread give way to all others where there are not enough cores. On Linux .NET ignores its own priorities, so there
/// the system is asked; only for threads that live for such work, since nobody but an administrator may take it back.
/// </summary>
internal static class ThreadWeight
{
    // A tenth of the usual share: enough to go on under any load, and little enough not to be felt.
    private const int Nice = 10, Process = 0, CurrentThread = 0;

    public static void Lower()
    {
        if (OperatingSystem.IsLinux())
        {
            // Refused, for example by a sandbox, it is a thread like others.
            _ = SetPriority(Process, CurrentThread, Nice);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    // setpriority(2): on Linux "process" and 0 are the calling thread.
    [DllImport("libc", EntryPoint = "setpriority", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int nice);
}
