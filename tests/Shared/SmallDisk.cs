using System.Diagnostics;

namespace Cloakroom.Shared;

/// <summary>A real disk of a few MiB as a data folder. Only root on Linux may mount one: elsewhere the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a small disk needs root on Linux.");
        Folder = Directory.CreateTempSubdirectory("cloakroom-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", Folder) != 0)
        {
            Directory.Delete(Folder);
            Assert.Skip("A small disk cannot be mounted here.");
        }
    }

    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Uses every byte that is left.</summary>
    public void Fill()
    {
        using FileStream file = new(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Free() => File.Delete(Filler);

    public void MakeReadOnly() => Assert.Equal(0, Run("mount", "-o", "remount,ro", Folder));

    public void Dispose()
    {
        // Lazily: a process that is just being ended may still hold a file.
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true });
        process?.WaitForExit();
        return process?.ExitCode ?? -1;
    }
}
