using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace Cloakroom.Server.Start;

/// <summary>
/// The log on standard output, written by a thread of its own. Whoever reads it may stop doing so, and a disk behind it may be full: then lines
/// are dropped and counted, and no request waits (promise F41).
/// </summary>
[ProviderAlias("Console")]
internal sealed class OutputLines : ILoggerProvider
{
    /// <summary>Lines that wait at most; about a megabyte.</summary>
    public const int Capacity = 2500;

    // A reader that is there takes what is left in far less.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1.5);

    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(Capacity);
    private readonly Meter _meter = new(Telemetry.Name);
    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly Thread _writer;
    private long _dropped, _told;

    /// <param name="output">Where lines go; it may block for as long as it likes.</param>
    /// <param name="time">The clock.</param>
    public OutputLines(Stream output, TimeProvider time)
    {
        (_output, _time) = (output, time);
        _meter.CreateObservableCounter("cloakroom.log.dropped", () => Dropped, "{line}", "Lines of the log that nobody took in time");
        _writer = new Thread(Write) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    public long Dropped => Interlocked.Read(ref _dropped);

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _writer.Join(LastWords);
        _meter.Dispose();
    }

    private void Add(byte[] line)
    {
        if (!_waiting.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private void Write()
    {
        try
        {
            while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_waiting.Reader.TryRead(out byte[]? line))
                {
                    _output.Write(line);
                }

                _output.Flush();
                TellDropped();
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // There is no standard output any more: what comes from now on fills the queue, and is counted.
        }
    }

    private void TellDropped()
    {
        long dropped = Dropped;
        if (dropped > _told)
        {
            Log.LinesDropped(CreateLogger(typeof(OutputLines).FullName ?? nameof(OutputLines)), dropped - _told);
            _told = dropped;
        }
    }

    private sealed class Lines(OutputLines log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // The filters of the settings have been asked already.
        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(LineFormat.Write(log._time.GetUtcNow(), logLevel, eventId, category, formatter(state, exception), state, exception));
    }
}
