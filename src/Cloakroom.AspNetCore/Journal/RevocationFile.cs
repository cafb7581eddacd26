namespace Cloakroom;

/// <summary>
/// The journal of revocations in a file of its own, 0600: appended and flushed to the disk in groups. It grows ahead, with zeros, so that a
/// disk which fills up leaves room for some thousand more. What is torn by a crash was never acknowledged and does no harm.
/// </summary>
/// <remarks>
/// The only I/O of the library itself. It lies here because library and server both need it, and the engine does none.
/// </remarks>
internal sealed class RevocationFile : IRevocationJournal, IDisposable
{
    private readonly string _path;
    private readonly Lock _gate = new();
    private List<Work> _waiting = [];
    private JournalPages _pages;
    private bool _busy, _closed;

    private RevocationFile(string path, JournalPages pages) => (_path, _pages) = (path, pages);

    /// <inheritdoc />
    public long Records => _pages.End / RevocationFormat.Length;

    /// <summary>
    /// Opens the file, or makes it and its folder. Where another process holds it, the next free name beside it is taken; what processes
    /// that ended have left under such names is taken over.
    /// </summary>
    /// <exception cref="StoreStartException">It cannot be; the message says what to do.</exception>
    public static RevocationFile Open(string path)
    {
        try
        {
            JournalFolder.Make(path);
            (string mine, JournalPages pages, string[] others) = JournalFolder.Choose(path);
            foreach (string other in others)
            {
                JournalFolder.TakeOver(other, pages);
            }

            return new RevocationFile(mine, pages);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StoreStartException($"The journal {path} cannot be opened ({e.Message.TrimEnd('.')}); let this user write the file and its folder, or set Session:Journal to another path.", e);
        }
    }

    /// <inheritdoc />
    public byte[] Read() => _pages.Read();

    /// <inheritdoc />
    public Task AppendAsync(byte[] records) => EnqueueAsync(new Work(records, Snapshot: null));

    /// <inheritdoc />
    public Task ReplaceAsync(Func<byte[]> snapshot) => EnqueueAsync(new Work([], snapshot));

    /// <summary>Writes what waits, then closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
        }

        using var idle = new ManualResetEventSlim();
        lock (_gate)
        {
            if (_busy)
            {
                _waiting.Add(new Work([], Snapshot: null) { Then = idle.Set });
            }
            else
            {
                idle.Set();
            }
        }

        idle.Wait();
        _pages.Dispose();
    }

    private Task EnqueueAsync(Work work)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return Task.FromException(new IOException("The journal is closed."));
            }

            _waiting.Add(work);
            if (!_busy)
            {
                _busy = true;
                _ = Task.Run(WriteAll);
            }
        }

        return work.Done.Task;
    }

    private void WriteAll()
    {
        while (Next() is { } batch)
        {
            try
            {
                Write(batch);
                batch.ForEach(w => w.Done.TrySetResult());
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                batch.ForEach(w => w.Done.TrySetException(failure));
            }

            batch.ForEach(w => w.Then?.Invoke());
        }
    }

    private List<Work>? Next()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _busy = false;
                return null;
            }

            (List<Work> batch, _waiting) = (_waiting, []);
            return batch;
        }
    }

    // One flush for all that came while the last one ran; what comes after a replacement belongs behind it.
    private void Write(List<Work> batch)
    {
        int replacement = batch.FindIndex(w => w.Snapshot is not null);
        Append(replacement < 0 ? batch : batch[..replacement]);
        if (replacement >= 0 && batch[replacement].Snapshot is { } snapshot)
        {
            JournalPages next = JournalFolder.Replace(_path, snapshot());
            _pages.Dispose();
            _pages = next;
            Write(batch[(replacement + 1)..]);
        }
    }

    private void Append(List<Work> batch)
    {
        byte[] records = [.. batch.SelectMany(w => w.Records)];
        if (records.Length > 0)
        {
            _pages.Append(records);
        }
    }

    private sealed record Work(byte[] Records, Func<byte[]>? Snapshot)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action? Then { get; init; }
    }
}
