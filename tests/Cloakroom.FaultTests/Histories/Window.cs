namespace Cloakroom.FaultTests.Histories;

/// <summary>What a fault does, as far as the promises depend on it.</summary>
internal enum Trouble
{
    /// <summary>The node cannot reach the store, or gets no answer from it.</summary>
    CutOff,

    /// <summary>The store answers questions and takes no writes.</summary>
    Unwritable,

    /// <summary>The node is not there.</summary>
    Down,

    /// <summary>What the store acknowledged in this time may be lost. Revocations are not: the nodes know them.</summary>
    Lossy,
}

/// <summary>A time in which a node, or all of them, are in trouble.</summary>
internal sealed class Window(Trouble trouble, int? node, double from, Func<double> now)
{
    public Trouble Trouble => trouble;

    /// <summary>Null for all.</summary>
    public int? Node => node;

    public double From => from;

    /// <summary>Until then it lasts for certain.</summary>
    public double Sure { get; private set; } = double.PositiveInfinity;

    public double To { get; private set; } = double.PositiveInfinity;

    /// <summary>From here on the trouble may be over.</summary>
    public void Ending() => Sure = Math.Min(Sure, now());

    /// <summary>The trouble is over.</summary>
    public void Close()
    {
        Ending();
        To = now();
    }

    public bool Concerns(int which) => node is null || node == which;

    public bool Contains(double time) => from <= time && time <= To;

    public override string ToString() => $"{From,9:F1} to {To,9:F1}  {(node is { } one ? $"node {one}" : "all nodes")}: {trouble}";
}
