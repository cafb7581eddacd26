using Cloakroom.FaultTests.Nodes;
using Cloakroom.Testing;

namespace Cloakroom.FaultTests.Rigs;

/// <summary>A real store that can be broken, with a way to it for each node that can be broken too.</summary>
internal abstract class Rig : IAsyncDisposable
{
    public const int Nodes = 3;

    /// <summary>Files of the store and of the nodes.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("cloakroom-faults-").FullName;

    /// <summary>A way to the store for each node; empty where there is none to break.</summary>
    public FaultProxy[] Ways { get; private set; } = [];

    /// <summary>The store's address for this node, as the server's setting <c>Store</c> has it.</summary>
    public abstract string StoreOf(int node);

    public virtual NodeSettings SettingsOf(int node) =>
        new(StoreOf(node), Directory.CreateDirectory(Path.Combine(Folder, $"node-{node}")).FullName);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (FaultProxy way in Ways)
        {
            await way.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    protected void OpenWays(int port) => Ways = [.. Enumerable.Range(0, Nodes).Select(_ => FaultProxy.Start("127.0.0.1", port))];
}
