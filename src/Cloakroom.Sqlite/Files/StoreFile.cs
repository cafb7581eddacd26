namespace Cloakroom.Sqlite;

/// <summary>Folders for the owner alone, 0700, and files for the owner alone, 0600.</summary>
internal static class StoreFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Closing any handle of a file drops the locks that this process holds on it (POSIX), those of SQLite's connections too. The
    // database is therefore opened here only to create it, and only by one thread.
    private static readonly Lock Creating = new();

    /// <summary>Makes folder and file where there are none; SQLite gives its own two files the mode of the database.</summary>
    public static void Prepare(string path)
    {
        if (Directory.Exists(path))
        {
            throw new StoreStartException($"The database {path} is a folder; name a file.");
        }

        string folder = Path.GetDirectoryName(path) ?? path;
        Attempt($"The folder {folder} cannot be created", "create it and let this user write there, or choose another path.", () =>
        {
            if (!Directory.Exists(folder))
            {
                CreateFolder(folder);
            }
        });
        Attempt($"The database {path} cannot be created", "let this user write to the folder, or choose another path.", () =>
        {
            lock (Creating)
            {
                if (!File.Exists(path))
                {
                    Create(path, FileMode.CreateNew).Dispose();
                }
            }
        });
    }

    public static FileStream Create(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
        }

        return new FileStream(path, options);
    }

    /// <summary>From now on the file holds secrets. Whoever opens it to others later does so on purpose.</summary>
    public static void Close(string path)
    {
        foreach (string file in new[] { path, path + "-wal", path + "-shm" }.Where(File.Exists))
        {
            Attempt($"The mode of {file} cannot be set to 0600", "make this user its owner.", () => CloseOne(file));
        }
    }

    private static void CloseOne(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, Owner);
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
        }
    }

    private static void Attempt(string wrong, string fix, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StoreStartException($"{wrong} ({e.Message.TrimEnd('.')}); {fix}", e);
        }
    }
}
