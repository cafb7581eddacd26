namespace Cloakroom.Bench.Stores;

/// <summary>What was measured of one contender.</summary>
internal sealed record Figures(string Name)
{
    public TimeSpan Filled { get; set; }

    public long SizeFull { get; set; }

    public Latencies? LookUps { get; set; }

    public Latencies? Recognized { get; set; }

    public int? Connections { get; set; }

    public Latencies? OrdersAlone { get; set; }

    public Latencies? OrdersBeside { get; set; }

    public TimeSpan Expiring { get; set; }

    public long? ExpiringWrites { get; set; }

    public Latencies? QuietLookUps { get; set; }

    public Latencies? LookUpsWhileExpiring { get; set; }

    public long SizeAfter { get; set; }

    public Latencies? Frozen { get; set; }

    public double OrdersLeft => OrdersBeside is { } beside && OrdersAlone is { Rate: > 0 } alone ? beside.Rate / alone.Rate : 0;
}
