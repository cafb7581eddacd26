using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Nodes;
using Cloakroom.FaultTests.Workload;

namespace Cloakroom.FaultTests.Runs;

/// <summary>What a fault has to hand while it is played.</summary>
internal sealed class FaultRun(Trio trio, Crowd crowd, Numbers numbers, TimeSpan hold)
{
    /// <summary>Choices that a fault makes; the same for the same seed.</summary>
    public Numbers Numbers => numbers;

    public IReadOnlyList<Node> Nodes => trio.Nodes;

    public double Now => trio.History.Now;

    /// <summary>Says what is the matter from now on.</summary>
    public Window Open(Trouble trouble, int? node = null, double? since = null) => trio.History.Open(trouble, node, since);

    /// <summary>Lets the people go on for as long as a fault lasts, or for a part of it.</summary>
    public Task HoldAsync(double part = 1) => Task.Delay(hold * part);

    /// <summary>Some people log out there at once.</summary>
    public Task LogOutAsync(Node node, int people) =>
        Task.WhenAll(crowd.Leaving(people).Select(ticket => trio.Client.AskAsync(node.Number, Verb.Logout, ticket)));
}
