namespace Cloakroom.Cookies;

public sealed partial class CookieJar
{
    /// <summary>
    /// Saves every cookie, those of the browser's session too, to a file that only its owner can read (0600; not on Windows). The file is replaced
    /// as a whole.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the one that was there stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        JarFile.Write(path, Save);
    }

    /// <summary>Saves every cookie as versioned JSON. It holds values: keep it as safe as passwords.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream();
        lock (_gate)
        {
            _store.EvictExpired(Now);
            JarFormat.Write(buffer, _store.All());
        }

        buffer.WriteTo(stream);
    }

    /// <summary>Replaces what is in the jar by what was saved, without what has expired and within the limits of this jar.</summary>
    /// <exception cref="IOException">The file cannot be read; the jar is unchanged.</exception>
    /// <exception cref="InvalidDataException">It is not a saved jar of a version that this library knows; the jar is unchanged.</exception>
    public void Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        Load(stream);
    }

    /// <summary>The same from a stream.</summary>
    /// <exception cref="InvalidDataException">It is not a saved jar of a version that this library knows; the jar is unchanged.</exception>
    public void Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long now = Now;
        CookieStore store = NewStore();
        store.Restore(JarFormat.Read(stream).FindAll(c => !c.IsExpired(now)));
        lock (_gate)
        {
            _store = store;
        }
    }
}
