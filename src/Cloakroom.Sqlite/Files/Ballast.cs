using System.Security.Cryptography;

namespace Cloakroom.Sqlite;

/// <summary>
/// A file beside the database that only takes up space. Ending a session needs space too; when the disk is full, this file makes way.
/// </summary>
internal sealed class Ballast(string path, long bytes, TimeProvider time)
{
    // How often to look whether there is space again.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long? _lastTry;

    public long Bytes => bytes;

    /// <summary>True when it is there in full, or not wanted. Asked of the disk, because another process shares it.</summary>
    public bool IsWhole => bytes == 0 || new FileInfo(path) is { Exists: true } file && file.Length >= bytes;

    public void Release()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then there is no space, and the write that follows says so.
        }
    }

    /// <summary>As <see cref="TryRestore"/>, for those who ask at every commit: looks at the disk about once a second.</summary>
    public bool TryRestoreNowAndThen()
    {
        if (IsWhole)
        {
            return true;
        }

        if (_lastTry is { } last && time.GetElapsedTime(last) < Pause)
        {
            return false;
        }

        _lastTry = time.GetTimestamp();
        return TryRestore();
    }

    /// <summary>
    /// Makes it anew when there is twice its size free: once over, it would take back the very space it gave up, and the disk be full
    /// again. True when it is whole.
    /// </summary>
    public bool TryRestore()
    {
        try
        {
            if (!IsWhole && new DriveInfo(Path.GetDirectoryName(path) ?? path).AvailableFreeSpace >= 2 * bytes)
            {
                Fill();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Release();
        }

        return IsWhole;
    }

    private void Fill()
    {
        using FileStream file = StoreFile.Create(path, FileMode.Create);
        // Random, so that a file system that compresses or leaves holes really gives the space; flushed, because it is given only then.
        byte[] block = new byte[64 << 10];
        for (long left = bytes; left > 0; left -= block.Length)
        {
            RandomNumberGenerator.Fill(block);
            file.Write(block, 0, (int)Math.Min(left, block.Length));
        }

        file.Flush(flushToDisk: true);
    }
}
