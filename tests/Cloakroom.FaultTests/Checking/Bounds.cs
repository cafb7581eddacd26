namespace Cloakroom.FaultTests.Checking;

/// <summary>What is promised, in milliseconds.</summary>
internal sealed record Bounds
{
    /// <summary>Until every node that reaches the store knows of a revocation, or stops trusting its copies.</summary>
    public double Push { get; init; } = 1000;

    /// <summary>Until a revocation that the store could not take is handed on once the store is back.</summary>
    public double Retry { get; init; } = 1000;

    /// <summary>How long safe requests of known sessions go on while the store is away (<c>Session:FailStatic</c>).</summary>
    public double FailStatic { get; init; }

    /// <summary>Longest answer. 500 is promised and reported; a run fails only above this, since the machine may be busy with something else.</summary>
    public double Answer { get; init; } = 5000;

    /// <summary>Until a node that has just lost the store has noticed.</summary>
    public double Notice { get; init; } = 1000;

    /// <summary>Added where one moment is compared with another: the client, the nodes and the store share their processors.</summary>
    public double Slack { get; init; } = 1000;

    /// <summary>Whether the other nodes are told of revocations that a store which takes no writes could not take.</summary>
    public bool Announces { get; init; }

    /// <summary>Whether nobody else writes into the store. A record that a stranger has damaged can neither be used nor ended.</summary>
    public bool StoreIsOurs { get; init; } = true;

    /// <summary>Whether the clocks of all nodes show the same, so that logins and ends can be told apart by them.</summary>
    public bool ClocksAgree { get; init; } = true;
}
