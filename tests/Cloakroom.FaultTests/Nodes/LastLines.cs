using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cloakroom.FaultTests.Nodes;

/// <summary>The last lines that a node has logged, for the report of a failure.</summary>
internal sealed class LastLines : ILoggerProvider, ILogger
{
    private const int Most = 60;

    private readonly ConcurrentQueue<string> _lines = new();

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        Add($"{logLevel}: {formatter(state, exception)} {exception?.Message} {exception?.InnerException?.Message}");
    }

    public void Add(string line)
    {
        _lines.Enqueue(line);
        while (_lines.Count > Most)
        {
            _lines.TryDequeue(out _);
        }
    }

    public void Dispose()
    {
    }

    public override string ToString() => string.Join('\n', _lines);
}
