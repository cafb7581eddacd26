using System.Threading.Channels;

namespace Cloakroom.Sqlite;

/// <summary>A few readers, lent for the microseconds that a question takes.</summary>
internal sealed class ReaderPool : IDisposable
{
    private readonly Channel<Reader> _idle = Channel.CreateUnbounded<Reader>();
    private readonly StoreMetrics _metrics;

    public ReaderPool(IEnumerable<Reader> readers, StoreMetrics metrics)
    {
        _metrics = metrics;
        foreach (Reader reader in readers)
        {
            _idle.Writer.TryWrite(reader);
        }
    }

    /// <summary>Asks on the caller's own thread: a question is shorter than a change of threads.</summary>
    public async ValueTask<T> AskAsync<TAbout, T>(TAbout about, Func<Reader, TAbout, T> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_idle.Reader.TryRead(out Reader? reader))
        {
            reader = await WaitAsync(cancellationToken);
        }

        try
        {
            return ask(reader, about);
        }
        catch (SqliteFault fault)
        {
            _metrics.Unavailable();
            throw Throw.Unavailable(fault);
        }
        finally
        {
            if (!_idle.Writer.TryWrite(reader))
            {
                reader.Dispose();
            }
        }
    }

    /// <summary>Readers that are lent are closed when they come back.</summary>
    public void Dispose()
    {
        _idle.Writer.TryComplete();
        while (_idle.Reader.TryRead(out Reader? reader))
        {
            reader.Dispose();
        }
    }

    private async ValueTask<Reader> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _idle.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw Throw.Closed();
        }
    }
}
