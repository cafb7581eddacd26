using Microsoft.Win32.SafeHandles;

namespace Cloakroom;

/// <summary>The bytes of a journal: records from the beginning, then zeros to the end of the file.</summary>
internal sealed class JournalPages : IDisposable
{
    /// <summary>Space is taken in such steps.</summary>
    public const int Step = 1 << 20;

    // What is left for a disk that is full: 4,096 records.
    private const int Reserve = Step / 4;

    private readonly FileStream _stream;
    private readonly SafeFileHandle _file;
    private long _length;

    /// <param name="stream">Open for reading and writing, without a buffer.</param>
    /// <exception cref="IOException">It cannot be read, or is new and has no room.</exception>
    public JournalPages(FileStream stream)
    {
        (_stream, _file) = (stream, stream.SafeFileHandle);
        _length = RandomAccess.GetLength(_file) / RevocationFormat.Length * RevocationFormat.Length;
        End = LastUsed(Read());
        if (_length == 0)
        {
            Grow();
        }
    }

    /// <summary>Where the next record goes.</summary>
    public long End { get; private set; }

    public byte[] Read()
    {
        byte[] all = new byte[_length];
        int read = 0;
        while (read < all.Length && RandomAccess.Read(_file, all.AsSpan(read), read) is > 0 and var more)
        {
            read += more;
        }

        return all;
    }

    /// <summary>On the disk when it returns.</summary>
    /// <exception cref="IOException">It is not; what was written of it is overwritten by the next.</exception>
    public void Append(byte[] records)
    {
        MakeRoom(records.Length);
        RandomAccess.Write(_file, records, End);
        RandomAccess.FlushToDisk(_file);
        End += records.Length;
    }

    public void Dispose() => _stream.Dispose();

    // Records written by a batch that was torn may have holes between them: the last one counts.
    private static long LastUsed(byte[] all)
    {
        int last = all.AsSpan().LastIndexOfAnyExcept((byte)0);
        return last < 0 ? 0 : (last / RevocationFormat.Length * RevocationFormat.Length) + RevocationFormat.Length;
    }

    private void MakeRoom(int bytes)
    {
        while (End + bytes > _length - Reserve)
        {
            try
            {
                Grow();
            }
            catch (IOException) when (End + bytes <= _length)
            {
                // The reserve is for this.
                return;
            }
        }
    }

    // Zeros, not only a length: what is written over them later needs no space.
    private void Grow()
    {
        RandomAccess.Write(_file, new byte[Step], _length);
        RandomAccess.FlushToDisk(_file);
        _length += Step;
    }
}
