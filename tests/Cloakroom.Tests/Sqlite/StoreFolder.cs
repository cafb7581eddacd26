using System.Diagnostics;
using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Sqlite;

/// <summary>A folder of its own for each test, with the stores opened in it.</summary>
public sealed class StoreFolder : IAsyncDisposable
{
    private readonly List<SqliteSessionStore> _stores = [];
    private bool _mounted;

    public StoreFolder() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), "cloakroom-" + SessionHandle.Create());

    public string File => Path.Combine(Root, "data", "app.db");

    public ManualClock Clock { get; } = new();

    internal SqliteStoreOptions Options => new(File);

    public SqliteSessionStore Open(TimeProvider? time = null) => Open(Options, time);

    public SqliteSessionStore Open(SqliteStoreOptions options, TimeProvider? time = null)
    {
        var store = SqliteSessionStore.Open(options, time ?? Clock);
        _stores.Add(store);
        return store;
    }

    /// <summary>Opens the file as another program would, past the store.</summary>
    internal Connection Raw() => Connection.Open(File, TimeSpan.FromSeconds(5));

    /// <summary>Makes the folder a small disk; skips the test where that is not allowed.</summary>
    public void MountSmallDisk(string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a small disk needs root on Linux.");
        Assert.SkipUnless(Shell("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", Root) == 0, "A small disk cannot be mounted here.");
        _mounted = true;
    }

    public void Remount(string how) => Assert.Equal(0, Shell("mount", "-o", "remount," + how, Root));

    public async ValueTask DisposeAsync()
    {
        foreach (SqliteSessionStore store in _stores)
        {
            await store.DisposeAsync();
        }

        if (_mounted)
        {
            Shell("umount", Root);
        }

        Directory.Delete(Root, recursive: true);
    }

    private static int Shell(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true });
        process?.WaitForExit();
        return process?.ExitCode ?? -1;
    }
}
