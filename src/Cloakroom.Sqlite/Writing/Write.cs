namespace Cloakroom.Sqlite;

/// <summary>How a write is treated when the disk is full, and whether it must outlive a power cut.</summary>
internal enum WriteKind
{
    /// <summary>Durable; refused on a full disk.</summary>
    Ordinary,

    /// <summary>Durable; on a full disk the ballast is given up for it.</summary>
    Revocation,

    /// <summary>May be lost in a crash, so it costs no fsync of its own; on a full disk it is done if it can be.</summary>
    Touch,
}

/// <summary>One waiting write: a function over the tables, run within a transaction, perhaps twice, and answered after its commit.</summary>
internal abstract class Write(WriteKind kind, int weight, long queuedAt)
{
    public WriteKind Kind { get; } = kind;

    /// <summary>Bytes it brings, roughly.</summary>
    public int Weight { get; } = weight;

    /// <summary>Time stamp of its arrival, for the busy budget.</summary>
    public long QueuedAt { get; } = queuedAt;

    /// <summary>Does the work. What it throws undoes it; the writes beside it are not touched.</summary>
    public abstract void Execute(Tables tables);

    /// <summary>It failed by itself: the caller hears of it after the commit.</summary>
    public abstract void Spoil(Exception reason);

    /// <summary>The commit is on the disk: answers the caller.</summary>
    public abstract void Answer();

    /// <summary>Nothing was done: answers the caller with the reason.</summary>
    public abstract void Fail(Exception reason);
}

/// <inheritdoc />
internal sealed class Write<T>(WriteKind kind, int weight, long queuedAt, Func<Tables, T> work) : Write(kind, weight, queuedAt)
{
    // The caller goes on elsewhere: the writer has others to serve.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action _tell = () => throw new InvalidOperationException("A write is answered after it has run.");

    public Task<T> Answered => _answer.Task;

    public override void Execute(Tables tables)
    {
        T result = work(tables);
        _tell = () => _answer.TrySetResult(result);
    }

    public override void Spoil(Exception reason) => _tell = () => Fail(reason);

    public override void Answer() => _tell();

    public override void Fail(Exception reason) => _answer.TrySetException(reason);
}
