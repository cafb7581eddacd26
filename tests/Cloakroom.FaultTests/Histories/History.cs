namespace Cloakroom.FaultTests.Histories;

/// <summary>Everything that was asked and answered, and what troubles there were. It only grows.</summary>
internal sealed class History
{
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly List<Operation> _operations = [];
    private readonly List<Window> _windows = [];

    /// <summary>Milliseconds since the history began, by a clock that nobody sets.</summary>
    public double Now => TimeProvider.System.GetElapsedTime(_began).TotalMilliseconds;

    /// <summary>By the time of their beginning.</summary>
    public IReadOnlyList<Operation> Operations
    {
        get
        {
            lock (_gate)
            {
                return [.. _operations.OrderBy(o => o.Start)];
            }
        }
    }

    public IReadOnlyList<Window> Windows
    {
        get
        {
            lock (_gate)
            {
                return [.. _windows];
            }
        }
    }

    public void Add(Operation operation)
    {
        lock (_gate)
        {
            _operations.Add(operation);
        }
    }

    /// <param name="trouble">What begins now.</param>
    /// <param name="node">Where; null for everywhere.</param>
    /// <param name="since">When it began, where that is not now.</param>
    public Window Open(Trouble trouble, int? node = null, double? since = null)
    {
        var window = new Window(trouble, node, since ?? Now, () => Now);
        lock (_gate)
        {
            _windows.Add(window);
        }

        return window;
    }
}
