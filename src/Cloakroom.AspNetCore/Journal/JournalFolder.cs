namespace Cloakroom;

/// <summary>The files of journals: one for each process that runs, named <c>path</c>, <c>path.2</c> and so on.</summary>
internal static class JournalFolder
{
    // Old and new process side by side during an update, and some to spare.
    private const int Names = 8;

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Make(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The first file that nobody holds, and the names of the others.</summary>
    /// <exception cref="IOException">All are held, or none can be made.</exception>
    public static (string Mine, JournalPages Pages, string[] Others) Choose(string path)
    {
        string[] names = [path, .. Enumerable.Range(2, Names - 1).Select(n => $"{path}.{n}")];
        foreach (string name in names)
        {
            try
            {
                return (name, new JournalPages(Open(name, FileMode.OpenOrCreate)), [.. names.Where(n => n != name && File.Exists(n))]);
            }
            catch (IOException) when (name != names[^1] && File.Exists(name))
            {
                // Another process has it.
            }
        }

        throw new IOException("All of its names are in use.");
    }

    /// <summary>What a process that ended has left becomes part of this journal. One that is held is left alone.</summary>
    public static void TakeOver(string name, JournalPages into)
    {
        try
        {
            using var left = new JournalPages(Open(name, FileMode.Open));
            byte[] records = left.Read()[..(int)left.End];
            if (records.Length > 0)
            {
                into.Append(records);
            }

            File.Delete(name);
        }
        catch (IOException)
        {
            // Its process will bring it along itself.
        }
    }

    /// <summary>Puts a file with these records in the place of the journal. The next flush of the file makes the change of names durable too.</summary>
    public static JournalPages Replace(string path, byte[] records)
    {
        string next = path + ".new";
        File.Delete(next);
        var pages = new JournalPages(Open(next, FileMode.CreateNew));
        try
        {
            if (records.Length > 0)
            {
                pages.Append(records);
            }

            File.Move(next, path, overwrite: true);
            return pages;
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    // Locked against other processes as long as it is open.
    private static FileStream Open(string path, FileMode mode) => new(path, OperatingSystem.IsWindows() || mode == FileMode.Open
        ? new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 }
        : new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0, UnixCreateMode = Owner });
}
