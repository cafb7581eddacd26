using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Nodes;
using Cloakroom.FaultTests.Rigs;
using Cloakroom.FaultTests.Workload;

namespace Cloakroom.FaultTests.Runs;

/// <summary>A store, three nodes on it, and a client of theirs.</summary>
internal sealed class Trio : IAsyncDisposable
{
    private const int MostAttempts = 10;

    private Trio(Rig rig, Node[] nodes, bool clocksAgree)
    {
        (Rig, Nodes) = (rig, nodes);
        Client = new Client(nodes, History, tellsTime: clocksAgree);
    }

    public Rig Rig { get; }

    public IReadOnlyList<Node> Nodes { get; }

    public History History { get; } = new();

    public Client Client { get; }

    public static async Task<Trio> StartAsync(Scenario scenario, RunSettings settings)
    {
        Rig rig = await scenario.StartAsync();
        var trio = new Trio(rig, [.. Enumerable.Range(0, Rig.Nodes).Select(i => Node(scenario, i, rig, settings))], scenario.ClocksAgree);
        try
        {
            foreach (Node node in trio.Nodes)
            {
                await StartAsync(node);
            }

            return trio;
        }
        catch
        {
            await trio.DisposeAsync();
            throw;
        }
    }

    // A store that has just started on a busy machine may be too slow for a node to accept it.
    private static async Task StartAsync(Node node)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await node.StartAsync();
                return;
            }
            catch (StoreStartException) when (attempt < MostAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (Node node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Rig.DisposeAsync();
    }

    private static Node Node(Scenario scenario, int number, Rig rig, RunSettings settings)
    {
        NodeSettings node = rig.SettingsOf(number) with { ClockOffset = scenario.ClockOffsets[number], FailStatic = settings.FailStatic };
        return scenario.NodesAreProcesses ? new ProcessNode(number, node) : new LocalNode(number, node);
    }
}
