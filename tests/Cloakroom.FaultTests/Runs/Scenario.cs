using Cloakroom.FaultTests.Rigs;

namespace Cloakroom.FaultTests.Runs;

/// <summary>A fault of a store.</summary>
/// <param name="Store">The kind of store.</param>
/// <param name="Fault">The name of the fault.</param>
/// <param name="StartAsync">Starts the store.</param>
/// <param name="PlayAsync">Makes the fault, holds it, and mends what was broken.</param>
internal sealed record Scenario(string Store, string Fault, Func<Task<Rig>> StartAsync, Func<Rig, FaultRun, Task> PlayAsync)
{
    /// <summary>Whether nodes are processes of their own, which can be killed.</summary>
    public bool NodesAreProcesses { get; init; }

    /// <summary>Whether nobody else writes into the store.</summary>
    public bool StoreIsOurs { get; init; } = true;

    /// <summary>How far the clocks of the nodes are ahead.</summary>
    public TimeSpan[] ClockOffsets { get; init; } = [default, default, default];

    public bool ClocksAgree => ClockOffsets.Distinct().Count() == 1;

    /// <summary>Whether nodes tell each other of revocations that the store does not take.</summary>
    public bool Announces { get; init; }

    public override string ToString() => $"{Store} {Fault}";

    public static Scenario Of<TRig>(string store, string fault, Func<Task<TRig>> start, Func<TRig, FaultRun, Task> play)
        where TRig : Rig => new(store, fault, async () => await start(), (rig, run) => play((TRig)rig, run));
}
